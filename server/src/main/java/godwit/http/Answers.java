package godwit.http;

import godwit.codec.DecodeException;
import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import godwit.store.Committer;
import godwit.store.Segments;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How results and refusals become responses.
public final class Answers {
  public static final String PROBLEM = "application/problem+json";
  public static final String HAL = "application/hal+json";
  public static final String JSON = "application/json";
  public static final String OCTETS = "application/octet-stream";

  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final long DRAIN_MILLIS = TimeUnit.SECONDS.toMillis(2);
  private static final String TRACE = "traceparent";
  private static final Pattern TRACE_FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private Answers() {}

  /// Sends a JSON document, as HAL unless the caller prefers plain JSON.
  public static void json(RoutingContext context, int status, JsonObject document) {
    String type = Accept.of(context.request()).best(HAL, JSON).orElse(HAL);
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(document.toBuffer());
  }

  /// Refuses a request. What still comes of its body is dropped, for a while.
  public static void refuse(Vertx vertx, HttpServerRequest request, Throwable failure) {
    refuse(vertx, request, failure, ReceiptJson::of);
  }

  /// The same, with a form of receipt for a batch of which nothing was accepted.
  public static void refuse(
      Vertx vertx,
      HttpServerRequest request,
      Throwable failure,
      Function<Receipt, JsonObject> document) {
    Refusal refusal = refusal(failure);
    Reason reason = refusal.reason();
    JsonObject problem = new JsonObject()
        .put("type", "urn:hix:problem:" + reason.word())
        .put("title", reason.title())
        .put("status", reason.status())
        .put("detail", refusal.getMessage());
    if (refusal.hasOffset()) problem.put("offset", refusal.offset());
    if (refusal.hasBlock()) problem.put("block", refusal.block());
    refusal.pointer().ifPresent(pointer -> problem.put("pointer", pointer));
    refusal.receipt().ifPresent(receipt -> problem.mergeIn(document.apply(receipt)));
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) return;
    response.setStatusCode(reason.status()).putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM);
    if (!refusal.link().isEmpty()) response.putHeader("Link", refusal.link());
    if (reason.status() == 503 || reason.status() == 429) {
      response.putHeader("Retry-After", Integer.toString(refusal.retrySeconds()));
    }
    if (reason == Reason.CONTENT_ENCODING) {
      response.putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip, identity");
    }
    if (reason == Reason.BAD_TOKEN) response.putHeader("WWW-Authenticate", "Bearer");
    response.end(problem.toBuffer());
    drain(vertx, request);
  }

  /// Says which request this answers, so that both sides' operators can speak of one thing.
  public static void echoTrace(RoutingContext context) {
    String trace = Optional.ofNullable(context.request().getHeader(TRACE)).orElse("");
    if (TRACE_FORM.matcher(trace).matches()) context.response().putHeader(TRACE, trace);
    context.next();
  }

  /// Answers with a status of HTTP's own, which needs no reason of ours.
  public static void plain(RoutingContext context, int status, String title) {
    plain(context, new JsonObject(), status, title);
  }

  /// The same with a sentence for whoever reads it.
  public static void plain(RoutingContext context, int status, String title, String detail) {
    plain(context, new JsonObject().put("detail", detail), status, title);
  }

  private static void plain(RoutingContext context, JsonObject problem, int status, String title) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM)
        .end(problem
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .toBuffer());
    drain(context.vertx(), context.request());
  }

  /* Closing at once would make the kernel reset the connection, and the client lose the answer; and
   * many a client of HTTP/2 that is still sending forgets the answer over RST_STREAM. */
  private static void drain(Vertx vertx, HttpServerRequest request) {
    if (request.isEnded()) return;
    long timer = vertx.setTimer(DRAIN_MILLIS, _ -> {
      if (request.version() == HttpVersion.HTTP_2) request.response().reset(0);
      else request.connection().close();
    });
    request.handler(_ -> {});
    request.exceptionHandler(_ -> vertx.cancelTimer(timer));
    request.endHandler(_ -> vertx.cancelTimer(timer));
    request.resume();
  }

  private static Refusal refusal(Throwable failure) {
    return switch (failure) {
      case Refusal refusal -> refusal;
      case DecodeException broken -> Refusal.of(broken);
      case Committer.Full full -> Refusal.of(Reason.OVERLOADED, String.valueOf(full.getMessage()));
      case Segments.AttemptLost _ ->
        Refusal.of(Reason.OVERLOADED, "the upload took too long; send it again");
      case StreamResetException _, HttpClosedException _ ->
        Refusal.of(Reason.TRUNCATED, "the sender went away");
      default -> {
        log.error("a request failed", failure);
        yield Refusal.of(Reason.INTERNAL, "the request was not carried out; it may be repeated");
      }
    };
  }
}
