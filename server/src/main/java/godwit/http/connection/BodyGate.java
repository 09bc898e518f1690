package godwit.http.connection;

import godwit.intake.Body;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// Stands before Vert.x on a connection of HTTP/1.1: the bodies of batches go around it, in the
/// memory that the network's bytes were decrypted into.
/*
 * Vert.x copies every chunk to the heap before it hands it on, and of a request that is paused it
 * keeps pooled chunks, which nobody gives back if the connection then breaks. So here
 *  - of a request whose path takes batches, Vert.x sees the head, and then an end without content.
 *    What lies between is held until a route has said who reads it, and goes there uncopied; once
 *    the request was answered, what is left is dropped;
 *  - content of any other request is copied before Vert.x sees it: the copy that it would make.
 * Whatever follows a held body, a pipelined request too, waits behind it.
 *
 * `autoRead` is switched off while more than HELD_BYTES wait. Vert.x does the same, for itself,
 * when many messages wait for it. Neither can be made to hold more by the other: each looks again
 * at every message.
 */
public final class BodyGate extends ChannelDuplexHandler {
  private static final String NAME = "bodies";
  private static final String VERTX = "handler";
  private static final List<String> BATCHES = List.of("/exposure/", "/contact");
  private static final int HELD_BYTES = 64 * 1024;
  private static final int HELD_MESSAGES = 64;

  private final ContextInternal context;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean stopped;
  private boolean moving;
  /* Vert.x flushes what it writes once the reading is complete, as far as it has been told. */
  private boolean reading;
  private boolean passed;

  /* Requests whose head has gone on, and those that were answered, which is in the same order. */
  private long requests;
  private long answers;
  private Optional<Held> current = Optional.empty();
  private Optional<ChannelHandlerContext> place = Optional.empty();

  BodyGate(ContextInternal context) {
    this.context = context;
  }

  /// Stands in the way of a new connection, if it speaks HTTP/1.1.
  public static void on(HttpConnection connection) {
    if (connection instanceof Http1xServerConnection plain) {
      plain.channel().pipeline().addBefore(VERTX, NAME, new BodyGate(plain.context()));
    }
  }

  /// The body of a request that takes a batch. Nobody else may read it.
  public static Body of(HttpServerRequest request) {
    if (request.connection() instanceof Http1xServerConnection plain
        && plain.channel().pipeline().get(NAME) instanceof BodyGate gate
        && gate.current.isPresent()) {
      Held body = gate.current.get();
      request.exceptionHandler(body::failed);
      return body;
    }
    request.pause();
    return new RequestBody(request);
  }

  /// The body that is read just now, if its request takes a batch.
  Optional<Body> current() {
    return current.map(body -> body);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    place = Optional.of(added);
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    reading = true;
    waiting.add(message);
    waitingBytes += bytes(message);
    move();
    boolean full = waitingBytes > HELD_BYTES || waiting.size() > HELD_MESSAGES;
    if (full && !stopped) {
      stopped = true;
      from.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) {
    reading = false;
    passed = false;
    from.fireChannelReadComplete();
  }

  /* Who was answered before his body was over has no use for the rest. */
  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) {
    var _ = to.write(message, promise);
    if (!(message instanceof LastHttpContent) || isInterim(message)) return;
    answers++;
    current.filter(body -> body.number == answers).ifPresent(Held::letGo);
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    release();
    from.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    release();
  }

  /* Whoever gets a message may ask, answer or let go before he returns: all come back here. */
  private void move() {
    if (moving || place.isEmpty()) return;
    moving = true;
    try {
      while (!waiting.isEmpty() && step(place.get(), waiting.peek())) {}
    } finally {
      moving = false;
    }
    if (passed && !reading) place.ifPresent(this::channelReadComplete);
    boolean room = waitingBytes <= HELD_BYTES / 2 && waiting.size() <= HELD_MESSAGES / 2;
    if (stopped && room && place.isPresent()) {
      stopped = false;
      place.get().channel().config().setAutoRead(true);
    }
  }

  /* Moves the first message on; false if it has to wait. */
  private boolean step(ChannelHandlerContext to, Object message) {
    if (current.isPresent() && message instanceof HttpContent content) {
      if (content.decoderResult().isFailure()) {
        current.get().giveBack();
        current = Optional.empty(); // Vert.x ends the connection, and tells the request
      } else if (current.get().takes()) {
        remove();
        current.get().take(to, content);
      } else {
        return false;
      }
      return true;
    }
    remove();
    if (message instanceof HttpRequest request) {
      requests++;
      current = takesBatch(request) ? Optional.of(new Held(requests)) : Optional.empty();
    }
    pass(to, message instanceof HttpContent content ? onHeap(content) : message);
    return true;
  }

  private void pass(ChannelHandlerContext to, Object message) {
    passed = true;
    to.fireChannelRead(message);
  }

  private void remove() {
    waitingBytes -= bytes(waiting.remove());
  }

  private void release() {
    current.ifPresent(Held::giveBack);
    place = Optional.empty();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    waitingBytes = 0;
  }

  /* The body of the request that is read just now. */
  private final class Held implements Body {
    private final long number;
    private Optional<Reader> reader = Optional.empty();
    private Optional<HttpContent> lent = Optional.empty();
    private boolean asked;
    private boolean dropped;

    Held(long number) {
      this.number = number;
    }

    @Override
    public void readBy(Reader next) {
      reader = Optional.of(next);
    }

    @Override
    public void ask() {
      giveBack();
      asked = true;
      move();
    }

    @Override
    public void letGo() {
      giveBack();
      dropped = true;
      reader = Optional.empty();
      move();
    }

    private void failed(Throwable failure) {
      reader.ifPresent(each -> each.failed(failure));
    }

    private void giveBack() {
      lent.ifPresent(HttpContent::release);
      lent = Optional.empty();
    }

    private boolean takes() {
      return dropped || (reader.isPresent() && asked);
    }

    private void take(ChannelHandlerContext to, HttpContent content) {
      boolean last = content instanceof LastHttpContent;
      if (!dropped && content.content().isReadable()) {
        if (last) waiting.addFirst(LastHttpContent.EMPTY_LAST_CONTENT);
        asked = false;
        lent = Optional.of(content);
        reader.ifPresent(each -> context.dispatch(content.content().nioBuffer(), each::piece));
        return;
      }
      content.release();
      if (last) {
        current = Optional.empty();
        reader.ifPresent(each -> context.dispatch(each, Reader::end));
        pass(to, LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }
  }

  private static boolean takesBatch(HttpRequest request) {
    return request.method().equals(HttpMethod.POST)
        && BATCHES.stream().anyMatch(request.uri()::startsWith);
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private static HttpContent onHeap(HttpContent content) {
    if (!content.content().isReadable()) return content;
    HttpContent copy = content.replace(Unpooled.copiedBuffer(content.content()));
    content.release();
    return copy;
  }

  private static int bytes(Object message) {
    return message instanceof HttpContent content ? content.content().readableBytes() : 0;
  }
}
