package godwit.bridge.feed.net;

import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.MalformedMessage;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One gateway's connection over MQTT.
final class MqttSession extends SimpleChannelInboundHandler<MqttMessage> {
  /// Messages of one connection that are not acknowledged yet; then it is not read from.
  static final int MAX_IN_FLIGHT = 64;

  private static final int FIRST_SECONDS = 10;
  private static final int LONGEST_KEEP_ALIVE = 600;

  private final MqttFeed feed;
  private final GatewayIntake intake;
  private final Admission admission;
  private @Nullable ChannelHandlerContext context;
  private @Nullable GatewayHealth gateway;
  private String client = "";
  private int inFlight;

  MqttSession(MqttFeed feed, GatewayIntake intake, Admission admission) {
    this.feed = feed;
    this.intake = intake;
    this.admission = admission;
  }

  /// Whether both are of one gateway.
  boolean isOf(MqttSession other) {
    return gateway != null && gateway == other.gateway;
  }

  /// The same gateway has connected anew.
  void replaced() {
    ChannelHandlerContext open = context;
    if (open != null) Reply.end(open);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    added.pipeline().addFirst("silence", new ReadTimeoutHandler(FIRST_SECONDS));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, MqttMessage message) {
    if (message.decoderResult().isFailure()) {
      Reply.end(from);
      return;
    }
    MqttMessageType type = message.fixedHeader().messageType();
    GatewayHealth known = gateway;
    if (known == null || type == MqttMessageType.CONNECT) {
      if (known == null && message instanceof MqttConnectMessage connect) connect(from, connect);
      else Reply.end(from);
      return;
    }
    switch (type) {
      case PUBLISH -> publish(from, known, (MqttPublishMessage) message);
      case PINGREQ -> Reply.send(from, MqttMessage.PINGRESP);
      case SUBSCRIBE -> subscribe(from, (MqttSubscribeMessage) message);
      case UNSUBSCRIBE ->
        Reply.send(
            from,
            MqttMessageBuilders.unsubAck()
                .packetId(((MqttUnsubscribeMessage) message).variableHeader().messageId())
                .build());
      case CONNECT,
          CONNACK,
          PUBACK,
          PUBREC,
          PUBREL,
          PUBCOMP,
          SUBACK,
          UNSUBACK,
          PINGRESP,
          DISCONNECT,
          AUTH -> Reply.end(from);
    }
  }

  private void connect(ChannelHandlerContext from, MqttConnectMessage connect) {
    byte[] password = connect.payload().passwordInBytes();
    Optional<String> token = password == null
        ? Optional.empty()
        : Optional.of(new String(password, StandardCharsets.UTF_8));
    Optional<GatewayHealth> found = admission.gateway(token, Admission.certificate(from.channel()));
    if (found.isEmpty()) {
      refuse(from, MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED);
      return;
    }
    gateway = found.get();
    client = String.valueOf(connect.payload().clientIdentifier());
    if (client.isEmpty()) client = "gateway " + found.get().gateway().name();
    if (!feed.register(client, this)) {
      found.get().impostor();
      gateway = null;
      client = "";
      refuse(from, MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
      return;
    }
    found.get().connected();
    int keepAlive = connect.variableHeader().keepAliveTimeSeconds();
    int silence = keepAlive == 0 ? LONGEST_KEEP_ALIVE : keepAlive * 3 / 2 + 1;
    from.pipeline()
        .replace(
            "silence", "silence", new ReadTimeoutHandler(Math.min(LONGEST_KEEP_ALIVE, silence)));
    Reply.send(from, acknowledged(MqttConnectReturnCode.CONNECTION_ACCEPTED));
  }

  private void publish(
      ChannelHandlerContext from, GatewayHealth known, MqttPublishMessage publish) {
    MqttFixedHeader header = publish.fixedHeader();
    if (header.qosLevel() == MqttQoS.EXACTLY_ONCE) {
      Reply.end(from); // it is told so when it subscribes; a publisher has no other way to learn
      return;
    }
    boolean wanted = header.qosLevel() == MqttQoS.AT_LEAST_ONCE;
    int packet = publish.variableHeader().packetId();
    if (header.isRetain()) {
      acknowledge(from, wanted, packet);
      return;
    }
    byte[] body = ByteBufUtil.getBytes(publish.payload());
    GatewayMessage message;
    try {
      message = HttpFeed.read(known.gateway(), body, publish.variableHeader().topicName());
    } catch (MalformedMessage _) {
      known.malformed();
      acknowledge(from, wanted, packet);
      return;
    }
    if (++inFlight == MAX_IN_FLIGHT) from.channel().config().setAutoRead(false);
    GatewayIntake.Taken taken = intake.take(
        known,
        message,
        header.isDup(),
        body,
        (durable, tracing) -> from.executor().execute(() -> done(from, durable, wanted, packet)));
    if (taken == GatewayIntake.Taken.TAKEN) return;
    boolean later = taken == GatewayIntake.Taken.BUSY || taken == GatewayIntake.Taken.OVER_RATE;
    done(from, !later, wanted, packet);
  }

  /* What is not durable and wants an answer will be sent again on a new connection. */
  private void done(ChannelHandlerContext from, boolean durable, boolean wanted, int packet) {
    if (inFlight-- == MAX_IN_FLIGHT) from.channel().config().setAutoRead(true);
    if (durable) acknowledge(from, wanted, packet);
    else if (wanted) Reply.end(from);
  }

  private static void acknowledge(ChannelHandlerContext from, boolean wanted, int packet) {
    if (!wanted) return;
    Reply.send(from, MqttMessageBuilders.pubAck().packetId(packet).build());
  }

  /* Gateways subscribe to their own commands: granted, and nothing is ever sent. */
  private static void subscribe(ChannelHandlerContext from, MqttSubscribeMessage subscribe) {
    MqttMessageBuilders.SubAckBuilder granted =
        MqttMessageBuilders.subAck().packetId(subscribe.variableHeader().messageId());
    subscribe
        .payload()
        .topicSubscriptions()
        .forEach(each -> granted.addGrantedQos(
            each.qualityOfService() == MqttQoS.AT_MOST_ONCE
                ? MqttQoS.AT_MOST_ONCE
                : MqttQoS.AT_LEAST_ONCE));
    Reply.send(from, granted.build());
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    GatewayHealth known = gateway;
    if (known != null) known.disconnected();
    feed.unregister(client, this);
    gateway = null;
    closed.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    Reply.end(from);
  }

  private static void refuse(ChannelHandlerContext from, MqttConnectReturnCode code) {
    Reply.sendLast(from, acknowledged(code));
  }

  private static MqttConnAckMessage acknowledged(MqttConnectReturnCode code) {
    return MqttMessageBuilders.connAck().returnCode(code).sessionPresent(false).build();
  }
}
