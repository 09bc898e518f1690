package godwit.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.intake.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Content goes round Vert.x uncopied, waits for its reader, and is always given back.
class BodyGateTest {
  private static final Vertx VERTX = Vertx.vertx();

  private final BodyGate gate = new BodyGate((ContextInternal) VERTX.getOrCreateContext());
  private final EmbeddedChannel channel = new EmbeddedChannel(gate);
  private final Seen seen = new Seen();

  private static final class Seen implements Body.Reader {
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private boolean ended;

    @Override
    public void piece(ByteBuffer bytes) {
      pieces.add(bytes);
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void failed(Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void theReaderSeesTheNetworksOwnMemory() {
    ByteBuf first = direct(100);
    ByteBuf last = direct(50);
    channel.writeInbound(
        request("/exposure/578/0"),
        new DefaultHttpContent(first),
        new DefaultLastHttpContent(last));
    assertInstanceOf(HttpRequest.class, channel.readInbound());
    assertNull(channel.readInbound());

    Body body = gate.current().orElseThrow();
    body.readBy(seen);
    body.ask();
    assertTrue(seen.pieces.getFirst().isDirect());
    first.setByte(7, 42);
    assertEquals(42, seen.pieces.getFirst().get(7));
    assertEquals(1, first.refCnt());

    body.ask();
    assertEquals(0, first.refCnt());
    assertEquals(50, seen.pieces.get(1).remaining());
    assertFalse(seen.ended);

    body.ask();
    assertEquals(0, last.refCnt());
    assertTrue(seen.ended);
    assertSame(LastHttpContent.EMPTY_LAST_CONTENT, channel.readInbound());
  }

  @Test
  void nothingIsReadAheadOfTheReaderBeyondABound() {
    channel.writeInbound(request("/exposure/578/0"));
    ByteBuf one = direct(60_000);
    ByteBuf two = direct(60_000);
    channel.writeInbound(new DefaultHttpContent(one));
    assertTrue(channel.config().isAutoRead());
    channel.writeInbound(new DefaultHttpContent(two));
    assertFalse(channel.config().isAutoRead());
    Body body = gate.current().orElseThrow();
    body.readBy(seen);
    body.ask();
    body.ask();
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void whoeverWasAnsweredEarlyIsReadToHisEnd() {
    ByteBuf first = direct(100);
    channel.writeInbound(request("/exposure/578/0"), new DefaultHttpContent(first));
    answer(HttpResponseStatus.CONTINUE);
    assertEquals(1, first.refCnt());
    answer(HttpResponseStatus.FORBIDDEN);
    assertEquals(0, first.refCnt());
    ByteBuf last = direct(100);
    channel.writeInbound(new DefaultLastHttpContent(last));
    assertEquals(0, last.refCnt());
    assertInstanceOf(HttpRequest.class, channel.readInbound());
    assertSame(LastHttpContent.EMPTY_LAST_CONTENT, channel.readInbound());
  }

  @Test
  void aPipelinedRequestWaitsAndIsNotTouchedByTheAnswerToTheFirst() {
    channel.writeInbound(
        request("/exposure/578/0"),
        new DefaultLastHttpContent(direct(10)),
        request("/exposure/578/1"),
        new DefaultLastHttpContent(direct(20)));
    assertInstanceOf(HttpRequest.class, channel.readInbound());
    assertNull(channel.readInbound());
    Body first = gate.current().orElseThrow();
    first.readBy(seen);
    first.ask();
    first.ask();
    assertSame(LastHttpContent.EMPTY_LAST_CONTENT, channel.readInbound());
    assertEquals("/exposure/578/1", ((HttpRequest) channel.readInbound()).uri());

    first.letGo();
    answer(HttpResponseStatus.CREATED);
    Seen other = new Seen();
    Body second = gate.current().orElseThrow();
    second.readBy(other);
    second.ask();
    assertEquals(20, other.pieces.getFirst().remaining());
    second.ask();
    assertTrue(other.ended);
  }

  @Test
  void aBrokenConnectionGivesAllBack() {
    ByteBuf lent = direct(10);
    ByteBuf waiting = direct(10);
    channel.writeInbound(
        request("/contact"), new DefaultHttpContent(lent), new DefaultHttpContent(waiting));
    Body body = gate.current().orElseThrow();
    body.readBy(seen);
    body.ask();
    assertTrue(channel.close().isDone());
    assertEquals(0, lent.refCnt());
    assertEquals(0, waiting.refCnt());
    body.ask();
    body.letGo();
  }

  @Test
  void otherContentIsCopiedOnce() {
    ByteBuf bytes = direct(10);
    channel.writeInbound(request("/authorisation"), new DefaultLastHttpContent(bytes));
    assertInstanceOf(HttpRequest.class, channel.readInbound());
    HttpContent content = channel.readInbound();
    assertInstanceOf(LastHttpContent.class, content);
    assertFalse(content.content().isDirect());
    assertEquals(10, content.content().readableBytes());
    assertEquals(0, bytes.refCnt());
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  private static HttpRequest request(String uri) {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri);
  }

  private static ByteBuf direct(int bytes) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeZero(bytes);
  }
}
