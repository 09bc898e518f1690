package godwit.http.connection;

import godwit.log.RareLines;
import godwit.time.TimeSource;
import godwit.trust.Identities;
import godwit.trust.Identity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Ends a connection of HTTP/2 whose client takes too long over the head of a request, or asks for
/// work that leads nowhere: requests that it takes back before they were answered or breaks, and
/// frames that carry nothing.
///
/// - shape: the client's bytes behind TLS: a preface, then frames of 9 bytes and their payload
/// - errors: the connection ends, with GOAWAY and ENHANCE_YOUR_CALM where it was a flood
/// - source: RFC 9113, 3.4, 4.1, 10.5; CVE-2023-44487, CVE-2025-8671
/*
 * Netty counts every RST_STREAM, so that a client whose requests were refused before their bodies
 * were over, and who takes back each of them, as it should, is taken for an attacker. What costs
 * this side something is a request that is taken back while its answer is still being made, or one
 * that the client breaks so that this side has to take it back. So Netty's own limits, which have
 * one setting, are off.
 *
 * Frames are only measured here; Netty reads them afterwards.
 */
final class FrameGuard extends ChannelDuplexHandler {
  static final String NAME = "frames";

  private static final RareLines WARNINGS = RareLines.of(FrameGuard.class);

  private static final int PARTING_SECONDS = 2;
  private static final int PREFACE_BYTES = 24;
  private static final int HEADER_BYTES = 9;
  private static final int TYPE_AT = 3;
  private static final int FLAGS_AT = 4;
  private static final int STREAM_AT = 5;

  /// Requests taken back before their answers: what 16 streams do in a timeout, and a lot more.
  private static final int TAKEN_BACK = 256;

  private static final int TAKEN_BACK_A_SECOND = 8;

  /// Requests that this side had to reset, for what the client did to them.
  private static final int BROKEN = 256;

  private static final int BROKEN_A_SECOND = 8;

  /// Frames that carry nothing, such as PING: some clients measure the path with them.
  private static final int EMPTY = 256;

  private static final int EMPTY_A_SECOND = 32;

  private final SslHandler tls;
  private final Allowance takenBack;
  private final Allowance broken;
  private final Allowance empty;
  private final byte[] header = new byte[HEADER_BYTES];

  private int prefaceLeft = PREFACE_BYTES;
  private int headerBytes;
  private int payloadLeft;
  private boolean begun; // the first frame came whole, which is a client's SETTINGS
  private boolean headOpen; // HEADERS came, the end of its block did not
  private boolean headEnded; // in what was read last
  private boolean ended;
  private Optional<Future<?>> timer = Optional.empty();

  FrameGuard(SslHandler tls, TimeSource time) {
    this.tls = tls;
    this.takenBack = new Allowance(time, TAKEN_BACK, TAKEN_BACK_A_SECOND);
    this.broken = new Allowance(time, BROKEN, BROKEN_A_SECOND);
    this.empty = new Allowance(time, EMPTY, EMPTY_A_SECOND);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    start(added);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    stop();
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    stop();
    from.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    headEnded = false;
    if (!ended && message instanceof ByteBuf bytes) measure(from, bytes);
    if (ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    from.fireChannelRead(message);
    boolean open = isHeadOpen();
    if (!open || headEnded) stop();
    if (open && timer.isEmpty()) start(from);
  }

  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) {
    boolean reset = message instanceof ByteBuf frame && isResetForCause(frame);
    var _ = to.write(message, promise);
    if (reset && !ended && broken.isSpent()) flood(to, "breaks its requests");
  }

  /* Netty writes a RST_STREAM as one buffer. Without cause are NO_ERROR and CANCEL. */
  private static boolean isResetForCause(ByteBuf frame) {
    int at = frame.readerIndex();
    if (frame.readableBytes() != HEADER_BYTES + Integer.BYTES
        || frame.getMedium(at) != Integer.BYTES
        || frame.getByte(at + TYPE_AT) != Http2FrameTypes.RST_STREAM) {
      return false;
    }
    long code = frame.getUnsignedInt(at + HEADER_BYTES);
    return code != Http2Error.NO_ERROR.code() && code != Http2Error.CANCEL.code();
  }

  /* Whether what came last is a part of a head, or may become one. Content has its own pace. */
  private boolean isHeadOpen() {
    boolean content = headerBytes > TYPE_AT && header[TYPE_AT] == Http2FrameTypes.DATA;
    return !begun || headOpen || (headerBytes > 0 && !content);
  }

  private void measure(ChannelHandlerContext from, ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end && !ended) {
      if (prefaceLeft > 0) {
        int part = Math.min(prefaceLeft, end - at);
        prefaceLeft -= part;
        at += part;
      } else if (headerBytes < HEADER_BYTES) {
        header[headerBytes++] = bytes.getByte(at++);
        if (headerBytes == HEADER_BYTES) frame(from);
      } else {
        int part = Math.min(payloadLeft, end - at);
        payloadLeft -= part;
        at += part;
      }
      if (headerBytes == HEADER_BYTES && payloadLeft == 0) over();
    }
  }

  /* The header of a frame is whole. */
  private void frame(ChannelHandlerContext from) {
    payloadLeft = ((header[0] & 0xFF) << 16) | ((header[1] & 0xFF) << 8) | (header[2] & 0xFF);
    switch (header[TYPE_AT]) {
      case Http2FrameTypes.DATA,
          Http2FrameTypes.HEADERS,
          Http2FrameTypes.CONTINUATION,
          Http2FrameTypes.WINDOW_UPDATE -> {}
      case Http2FrameTypes.RST_STREAM -> {
        if (isAnswered(from, streamId())) break;
        if (takenBack.isSpent()) flood(from, "takes its requests back before they are answered");
      }
      default -> {
        if (begun && empty.isSpent()) flood(from, "sends frames without a request");
      }
    }
  }

  private void over() {
    begun = true;
    byte type = header[TYPE_AT];
    if (type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION) {
      headOpen = !new Http2Flags(header[FLAGS_AT]).endOfHeaders();
      headEnded |= !headOpen;
    }
    headerBytes = 0;
    Arrays.fill(header, (byte) 0);
  }

  private int streamId() {
    return ((header[STREAM_AT] & 0x7F) << 24)
        | ((header[STREAM_AT + 1] & 0xFF) << 16)
        | ((header[STREAM_AT + 2] & 0xFF) << 8)
        | (header[STREAM_AT + 3] & 0xFF);
  }

  /* A stream that Netty has not heard of yet comes in the same piece as its end. */
  private static boolean isAnswered(ChannelHandlerContext from, int id) {
    Http2ConnectionHandler http = from.pipeline().get(Http2ConnectionHandler.class);
    if (http == null) return false;
    Http2Connection connection = http.connection();
    Http2Stream stream = connection.stream(id);
    if (stream == null) return id <= connection.remote().lastStreamCreated();
    return stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL;
  }

  private void flood(ChannelHandlerContext from, String deed) {
    ended = true;
    String who = caller();
    WARNINGS.warn(
        deed + who, "A connection of HTTP/2 was ended: %s %s, too often.".formatted(who, deed));
    Http2ConnectionHandler http = from.pipeline().get(Http2ConnectionHandler.class);
    if (http == null) {
      end(from);
      return;
    }
    ChannelHandlerContext at = from.pipeline().context(http);
    var _ = http.goAway(
            at,
            http.connection().remote().lastStreamCreated(),
            Http2Error.ENHANCE_YOUR_CALM.code(),
            Unpooled.EMPTY_BUFFER,
            at.newPromise())
        .addListener(ChannelFutureListener.CLOSE);
    at.flush();
    var _ = at.executor().schedule(() -> end(at), PARTING_SECONDS, TimeUnit.SECONDS);
  }

  /* Who has shown no certificate stays nameless: addresses are not logged. */
  private String caller() {
    try {
      return switch (Identities.of(List.of(tls.engine().getSession().getPeerCertificates()))) {
        case Identity.Authority(var code) -> code.toString();
        case Identity.Gateway gateway ->
          "gateway " + gateway.name() + " of venue " + gateway.venue();
        case Identity.Unknown _ -> "a caller that is no authority";
      };
    } catch (SSLPeerUnverifiedException none) {
      return "a client without a certificate";
    }
  }

  private void start(ChannelHandlerContext of) {
    timer =
        Optional.of(of.executor().schedule(() -> end(of), HeadDeadline.SECONDS, TimeUnit.SECONDS));
  }

  private static void end(ChannelHandlerContext of) {
    var _ = of.channel().close();
  }

  private void stop() {
    timer.ifPresent(running -> running.cancel(false));
    timer = Optional.empty();
  }

  /// So much at once, and so much a second.
  private static final class Allowance {
    private final int most;
    private final int aSecond;
    private final TimeSource time;
    private double left;
    private long lastNanos;

    Allowance(TimeSource time, int most, int aSecond) {
      this.time = time;
      this.lastNanos = time.nanoTime();
      this.most = most;
      this.aSecond = aSecond;
      this.left = most;
    }

    boolean isSpent() {
      long now = time.nanoTime();
      double gained = (now - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1) * aSecond;
      lastNanos = now;
      left = Math.min(most, left + gained) - 1;
      return left < 0;
    }
  }
}
