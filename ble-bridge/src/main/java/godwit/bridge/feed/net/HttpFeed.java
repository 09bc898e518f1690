package godwit.bridge.feed.net;

import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.MalformedMessage;
import godwit.bridge.venue.Gateway;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Gateways that post: any path, a product's message as the body.
///
/// - shape: `Authorization` Bearer, Token or Basic (the password counts), `X-API-Key`, or a client
///   certificate; 200 once all of the message is durable
/// - units: bodies up to 1 MiB, inflated
/// - errors: 400 not the product's, 401 nobody's token, 403 another gateway's message, 405, 413,
///   429 and 503 with `Retry-After`; a request for a websocket gets one
/// - source: docs/gateways/README.md
public final class HttpFeed {
  static final int MAX_BODY_BYTES = 1 << 20;
  static final int IDLE_SECONDS = 120;

  private static final String AGAIN_SECONDS = "2";

  private final GatewayIntake intake;
  private final Admission admission;

  public HttpFeed(GatewayIntake intake, Admission admission) {
    this.intake = intake;
    this.admission = admission;
  }

  /// Puts the handlers of a connection in place.
  public void accept(SocketChannel socket) {
    socket
        .pipeline()
        .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
        .addLast(new HttpServerCodec())
        .addLast(new HttpContentDecompressor(MAX_BODY_BYTES))
        .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
        .addLast(new Handler());
  }

  private final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      boolean keep = HttpUtil.isKeepAlive(request);
      if (!request.decoderResult().isSuccess()) {
        answer(context, HttpResponseStatus.BAD_REQUEST, false);
        return;
      }
      if (WebSocketFeed.isAskedFor(request)) {
        WebSocketFeed.open(context, request, intake, admission, token(request));
        return;
      }
      if (!request.method().equals(HttpMethod.POST) && !request.method().equals(HttpMethod.PUT)) {
        answer(context, HttpResponseStatus.METHOD_NOT_ALLOWED, keep);
        return;
      }
      Optional<GatewayHealth> gateway =
          admission.gateway(token(request), Admission.certificate(context.channel()));
      if (gateway.isEmpty()) {
        answer(context, HttpResponseStatus.UNAUTHORIZED, keep);
        return;
      }
      byte[] body = ByteBufUtil.getBytes(request.content());
      take(context, gateway.get(), body, keep);
    }

    private void take(
        ChannelHandlerContext context, GatewayHealth from, byte[] body, boolean keep) {
      GatewayMessage message;
      try {
        message = read(from.gateway(), body, "");
      } catch (MalformedMessage _) {
        from.malformed();
        answer(context, HttpResponseStatus.BAD_REQUEST, keep);
        return;
      }
      GatewayIntake.Taken taken = intake.take(
          from,
          message,
          false,
          body,
          (durable, tracing) -> context
              .executor()
              .execute(() -> answer(
                  context,
                  durable ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                  keep)));
      switch (taken) {
        case TAKEN -> {} // answered once it is durable
        case DUPLICATE, STALE -> answer(context, HttpResponseStatus.OK, keep);
        case IMPOSTOR -> answer(context, HttpResponseStatus.FORBIDDEN, keep);
        case OVER_RATE -> answer(context, HttpResponseStatus.TOO_MANY_REQUESTS, keep);
        case BUSY -> answer(context, HttpResponseStatus.SERVICE_UNAVAILABLE, keep);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Reply.end(context);
    }
  }

  /// A message of a gateway, as its product writes it.
  static GatewayMessage read(Gateway gateway, byte[] body, String topic) throws MalformedMessage {
    return gateway.format().isPresent()
        ? gateway.format().get().read(body)
        : gateway.product().read(body, topic);
  }

  private static Optional<String> token(HttpRequest request) {
    String key = request.headers().get("X-API-Key");
    if (key != null) return Optional.of(key);
    String given = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    if (given == null) return Optional.empty();
    int space = given.indexOf(' ');
    if (space < 0) return Optional.of(given.strip());
    String value = given.substring(space + 1).strip();
    if (!given.regionMatches(true, 0, "Basic", 0, space)) return Optional.of(value);
    try {
      String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      return Optional.of(pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static void answer(
      ChannelHandlerContext context, HttpResponseStatus status, boolean keep) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
    if (status.code() == 401) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"gateways\"");
    }
    if (status.code() == 429 || status.code() == 503) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, AGAIN_SECONDS);
    }
    if (status.code() == 405) response.headers().set(HttpHeaderNames.ALLOW, "POST, PUT");
    if (!keep) response.headers().set(HttpHeaderNames.CONNECTION, "close");
    if (keep) Reply.send(context, response);
    else Reply.sendLast(context, response);
  }
}
