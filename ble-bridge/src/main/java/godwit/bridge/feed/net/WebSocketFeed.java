package godwit.bridge.feed.net;

import godwit.bridge.feed.gateway.ArubaFormat;
import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.MalformedMessage;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A gateway's websocket: a message a frame, nothing acknowledged.
///
/// - shape: binary frames; the token is that of the request, or in each message
/// - units: messages of at most 1 MiB; [#MAX_WAITING] of one connection wait for the disk, then it
///   is not read
/// - errors: closed with 1008 for nobody's token and another gateway's message, 1003 for text
/// - source: RFC 6455; docs/gateways/aruba.md
final class WebSocketFeed extends SimpleChannelInboundHandler<WebSocketFrame> {
  static final int MAX_WAITING = 64;

  private static final int PING_SECONDS = 45;

  private final GatewayIntake intake;
  private final Admission admission;
  private final Optional<String> token;
  private Optional<GatewayHealth> known = Optional.empty();
  private int waiting;

  private WebSocketFeed(GatewayIntake intake, Admission admission, Optional<String> token) {
    this.intake = intake;
    this.admission = admission;
    this.token = token;
  }

  static boolean isAskedFor(FullHttpRequest request) {
    return request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /// Makes a websocket of a connection.
  static void open(
      ChannelHandlerContext context,
      FullHttpRequest request,
      GatewayIntake intake,
      Admission admission,
      Optional<String> token) {
    WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
            request.uri(), null, false, HttpFeed.MAX_BODY_BYTES)
        .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
          .addListener(done -> Reply.end(context));
      return;
    }
    try {
      handshaker.handshake(context.channel(), request).addListener(done -> {
        if (!done.isSuccess()) Reply.end(context);
      });
    } catch (WebSocketHandshakeException _) {
      Reply.end(context);
      return;
    }
    context
        .pipeline()
        .addLast(new WebSocketFrameAggregator(HttpFeed.MAX_BODY_BYTES))
        .addLast(new WebSocketFeed(intake, admission, token))
        .remove(context.handler());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ping(context);
  }

  /* What is read in answer shows that the other side is there. */
  private void ping(ChannelHandlerContext context) {
    if (!context.channel().isActive()) return;
    var next = context
        .executor()
        .schedule(
            () -> {
              Reply.send(context, new PingWebSocketFrame());
              ping(context);
            },
            PING_SECONDS,
            TimeUnit.SECONDS);
    context.channel().closeFuture().addListener(closed -> next.cancel(false));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    switch (frame) {
      case BinaryWebSocketFrame message -> take(context, ByteBufUtil.getBytes(message.content()));
      case PingWebSocketFrame ping ->
        Reply.send(context, new PongWebSocketFrame(ping.content().retain()));
      case PongWebSocketFrame _ -> {} // it is there
      case CloseWebSocketFrame close ->
        Reply.sendLast(context, new CloseWebSocketFrame(true, 0, close.content().retain()));
      default -> end(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
    }
  }

  private void take(ChannelHandlerContext context, byte[] body) {
    Optional<String> shown = token.isPresent() ? token : ArubaFormat.token(body);
    Optional<GatewayHealth> gateway =
        admission.gateway(shown, Admission.certificate(context.channel()));
    if (gateway.isEmpty() || (known.isPresent() && !known.equals(gateway))) {
      end(context, WebSocketCloseStatus.POLICY_VIOLATION);
      return;
    }
    GatewayHealth from = gateway.get();
    if (known.isEmpty()) {
      known = gateway;
      from.connected();
    }
    GatewayMessage message;
    try {
      message = HttpFeed.read(from.gateway(), body, "");
    } catch (MalformedMessage _) {
      from.malformed();
      return;
    }
    waiting++;
    if (waiting == MAX_WAITING) context.channel().config().setAutoRead(false);
    GatewayIntake.Taken taken = intake.take(
        from,
        message,
        false,
        body,
        (durable, tracing) -> context.executor().execute(() -> done(context)));
    if (taken == GatewayIntake.Taken.TAKEN) return;
    done(context);
    if (taken == GatewayIntake.Taken.IMPOSTOR) end(context, WebSocketCloseStatus.POLICY_VIOLATION);
  }

  private void done(ChannelHandlerContext context) {
    waiting--;
    if (waiting == MAX_WAITING / 2) context.channel().config().setAutoRead(true);
  }

  private static void end(ChannelHandlerContext context, WebSocketCloseStatus why) {
    Reply.sendLast(context, new CloseWebSocketFrame(why));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    known.ifPresent(GatewayHealth::disconnected);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Reply.end(context);
  }
}
