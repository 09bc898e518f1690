package godwit.bridge.feed.net;

import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.MalformedMessage;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The bridge as a client of a broker that gateways publish to.
///
/// A lasting session and QoS 1: what came while the bridge was away is fetched, and acknowledged
/// once it is durable. Which gateway a message is of is told by its topic.
public final class BrokerFeed implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Broker broker;
  private final List<GatewayHealth> gateways;
  private final GatewayIntake intake;
  private final EventLoopGroup loops;
  private volatile boolean closed;
  private volatile boolean connected;
  private volatile Optional<Channel> channel = Optional.empty();
  private volatile Optional<Future<?>> next = Optional.empty();
  private int failures;

  /// @param gateways those with a topic
  public BrokerFeed(
      Broker broker, List<GatewayHealth> gateways, GatewayIntake intake, EventLoopGroup loops) {
    this.broker = broker;
    this.gateways = List.copyOf(gateways);
    this.intake = intake;
    this.loops = loops;
  }

  public boolean isConnected() {
    return connected;
  }

  /// Connects, and again whenever the connection ends.
  public void start() throws IOException {
    Optional<SslContext> tls = broker.at().client();
    connect(tls);
  }

  private void connect(Optional<SslContext> tls) {
    if (closed) return;
    Bootstrap bootstrap = new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel socket) {
            tls.ifPresent(context -> socket
                .pipeline()
                .addLast(context.newHandler(
                    socket.alloc(), broker.at().host(), broker.at().port())));
            socket
                .pipeline()
                .addLast(new IdleStateHandler(2 * KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, 0))
                .addLast(new MqttDecoder(MqttFeed.MAX_MESSAGE_BYTES))
                .addLast(MqttEncoder.INSTANCE)
                .addLast(new Session());
          }
        });
    ChannelFuture opening = bootstrap.connect(broker.at().host(), broker.at().port());
    channel = Optional.of(opening.channel());
    opening.channel().closeFuture().addListener(ended -> {
      connected = false;
      long wait = Math.min(LONGEST_WAIT.toMillis(), 500L << Math.min(failures++, 10));
      if (closed) return;
      next = Optional.of(loops.schedule(() -> connect(tls), wait, TimeUnit.MILLISECONDS));
    });
  }

  @Override
  public void close() {
    closed = true;
    next.ifPresent(again -> again.cancel(false));
    channel.ifPresent(open -> open.close().awaitUninterruptibly());
  }

  private final class Session extends SimpleChannelInboundHandler<MqttMessage> {
    private int inFlight;

    @Override
    public void channelActive(ChannelHandlerContext open) {
      MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
          .protocolVersion(MqttVersion.MQTT_3_1_1)
          .clientId(broker.client())
          .cleanSession(false)
          .keepAlive(KEEP_ALIVE_SECONDS);
      broker.user().ifPresent(user -> connect.hasUser(true).username(user));
      broker
          .password()
          .ifPresent(password ->
              connect.hasPassword(true).password(password.getBytes(StandardCharsets.UTF_8)));
      Reply.send(open, connect.build());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, MqttMessage message) {
      if (message.decoderResult().isFailure()) {
        Reply.end(from);
        return;
      }
      switch (message.fixedHeader().messageType()) {
        case CONNACK -> {
          MqttConnectReturnCode code =
              ((MqttConnAckMessage) message).variableHeader().connectReturnCode();
          if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) subscribe(from);
          else Reply.end(from);
        }
        case SUBACK -> {
          connected = true;
          failures = 0;
        }
        case PUBLISH -> publish(from, (MqttPublishMessage) message);
        case PINGRESP -> {}
        case CONNECT,
            PUBACK,
            PUBREC,
            PUBREL,
            PUBCOMP,
            SUBSCRIBE,
            UNSUBSCRIBE,
            UNSUBACK,
            PINGREQ,
            DISCONNECT,
            AUTH -> Reply.end(from);
      }
    }

    private void subscribe(ChannelHandlerContext from) {
      MqttMessageBuilders.SubscribeBuilder wanted =
          MqttMessageBuilders.subscribe().messageId(1);
      for (GatewayHealth gateway : gateways) {
        gateway
            .gateway()
            .topic()
            .ifPresent(topic -> wanted.addSubscription(MqttQoS.AT_LEAST_ONCE, topic));
      }
      Reply.send(from, wanted.build());
    }

    private void publish(ChannelHandlerContext from, MqttPublishMessage publish) {
      boolean wanted = publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE;
      int packet = publish.variableHeader().packetId();
      String topic = publish.variableHeader().topicName();
      Optional<GatewayHealth> gateway = gateways.stream()
          .filter(each ->
              each.gateway().topic().stream().anyMatch(filter -> Topics.matches(filter, topic)))
          .findFirst();
      if (publish.fixedHeader().isRetain() || gateway.isEmpty()) {
        acknowledge(from, wanted, packet);
        return;
      }
      byte[] body = ByteBufUtil.getBytes(publish.payload());
      GatewayMessage message;
      try {
        message = HttpFeed.read(gateway.get().gateway(), body, topic);
      } catch (MalformedMessage _) {
        gateway.get().malformed();
        acknowledge(from, wanted, packet);
        return;
      }
      if (++inFlight == MqttSession.MAX_IN_FLIGHT) from.channel().config().setAutoRead(false);
      boolean again = publish.fixedHeader().isDup();
      GatewayIntake.Taken taken = intake.take(
          gateway.get(),
          message,
          again,
          body,
          (durable, tracing) -> from.executor().execute(() -> done(from, durable, wanted, packet)));
      if (taken == GatewayIntake.Taken.TAKEN) return;
      done(from, taken != GatewayIntake.Taken.BUSY, wanted, packet);
    }

    private void done(ChannelHandlerContext from, boolean durable, boolean wanted, int packet) {
      if (inFlight-- == MqttSession.MAX_IN_FLIGHT) from.channel().config().setAutoRead(true);
      if (durable) acknowledge(from, wanted, packet);
      else Reply.end(from); // the broker sends it again
    }

    private static void acknowledge(ChannelHandlerContext from, boolean wanted, int packet) {
      if (wanted) Reply.send(from, MqttMessageBuilders.pubAck().packetId(packet).build());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext open, Object event) {
      if (!(event instanceof IdleStateEvent idle)) return;
      switch (idle.state()) {
        case READER_IDLE -> Reply.end(open);
        case WRITER_IDLE, ALL_IDLE -> Reply.send(open, MqttMessage.PINGREQ);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext open, Throwable cause) {
      Reply.end(open);
    }
  }
}
