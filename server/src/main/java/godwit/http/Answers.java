package godwit.http;

import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.http.connection.ClientFaults;
import godwit.intake.Outcome;
import godwit.log.RareLines;
import godwit.store.DatabaseOutage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/// How results and refusals become responses.
public final class Answers {
  public static final String PROBLEM = "application/problem+json";
  public static final String HAL = "application/hal+json";
  public static final String JSON = "application/json";
  public static final String OCTETS = "application/octet-stream";

  private static final RareLines faults = new RareLines(LoggerFactory.getLogger(Answers.class));
  private static final long DRAIN_MILLIS = TimeUnit.SECONDS.toMillis(2);
  private static final int OUTAGE_SECONDS = 10;
  private static final String TRACE = "traceparent";
  private static final Pattern TRACE_FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private Answers() {}

  /// Sends a JSON document, as HAL unless the caller prefers plain JSON.
  public static void json(RoutingContext context, int status, JsonObject document) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, jsonType(context.request()));
    end(context.request(), document.toBuffer());
  }

  /// The media type of a JSON document, as the request prefers it.
  public static String jsonType(HttpServerRequest request) {
    return Accept.of(request).best(HAL, JSON).orElse(HAL);
  }

  /// Ends an answer with its body, which one to HEAD has not.
  public static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    if (!request.method().equals(HttpMethod.HEAD)) return response.end(body);
    return response
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
        .end();
  }

  /// Answers an upload that was read.
  ///
  /// @param receipts how the listener's clients get to see a receipt
  public static void outcome(
      RoutingContext context, Outcome outcome, Function<Receipt, JsonObject> receipts) {
    HttpServerRequest request = context.request();
    switch (outcome) {
      case Outcome.Stored(Receipt receipt) ->
        json(context, receipt.duplicate() ? 200 : 201, receipts.apply(receipt));
      case Outcome.NothingAccepted(Receipt receipt) ->
        refuse(
            context.vertx(),
            request,
            document(Problem.of(ProblemType.NOTHING_ACCEPTED, nothingAccepted(receipt)))
                .mergeIn(receipts.apply(receipt)),
            ProblemType.NOTHING_ACCEPTED,
            0);
      case Outcome.Conflict _ ->
        refuse(
            context.vertx(),
            request,
            Problem.of(
                ProblemType.BATCH_CONFLICT,
                "a retry has the same bytes, another batch has another id"),
            0);
      case Outcome.Refused(Problem problem) -> refuse(context.vertx(), request, problem, 0);
      case Outcome.TryLater(String detail, Duration after) ->
        refuse(
            context.vertx(),
            request,
            Problem.of(ProblemType.OVERLOADED, detail),
            after.toSeconds());
    }
  }

  private static String nothingAccepted(Receipt receipt) {
    return receipt.isOfLittleEndians()
        ? "see rejected for the reason of each; the sender writes integers little-endian"
        : "see rejected for the reason of each block";
  }

  /// Refuses a request. What still comes of its body is dropped, for a while.
  public static void refuse(Vertx vertx, HttpServerRequest request, Throwable failure) {
    HttpServerResponse response = request.response();
    Refusal refusal = refusal(failure, response);
    if (!refusal.link().isEmpty() && !response.headWritten()) {
      response.putHeader("Link", refusal.link());
    }
    refuse(vertx, request, refusal.problem(), refusal.retrySeconds());
  }

  private static void refuse(
      Vertx vertx, HttpServerRequest request, Problem problem, long retrySeconds) {
    refuse(vertx, request, document(problem), problem.type(), retrySeconds);
  }

  private static void refuse(
      Vertx vertx,
      HttpServerRequest request,
      JsonObject document,
      ProblemType type,
      long retrySeconds) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) return;
    int status = ProblemStatus.of(type);
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM);
    if (status == 503 || status == 429) {
      int least = type == ProblemType.PAUSED ? Refusal.PAUSED_SECONDS : 1;
      response.putHeader("Retry-After", Long.toString(Math.max(least, retrySeconds)));
    }
    if (type == ProblemType.CONTENT_ENCODING
        && !response.headers().contains(HttpHeaders.ACCEPT_ENCODING)) {
      response.putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip, identity");
    }
    if (type == ProblemType.BAD_TOKEN) response.putHeader("WWW-Authenticate", "Bearer");
    end(request, document.toBuffer());
    drain(vertx, request);
  }

  private static JsonObject document(Problem problem) {
    JsonObject document = new JsonObject()
        .put("type", "urn:hix:problem:" + problem.type().word())
        .put("title", problem.type().title())
        .put("status", ProblemStatus.of(problem.type()))
        .put("detail", problem.detail());
    switch (problem.place()) {
      case Place.Whole _ -> {}
      case Place.Octet(long offset, OptionalInt block) -> {
        document.put("offset", offset);
        block.ifPresent(index -> document.put("block", index));
      }
      case Place.Value(String pointer, OptionalLong offset) -> {
        offset.ifPresent(at -> document.put("offset", at));
        document.put("pointer", pointer);
      }
    }
    return document;
  }

  /// Says which request this answers, so that both sides' operators can speak of one thing.
  public static void echoTrace(RoutingContext context) {
    String trace = Optional.ofNullable(context.request().getHeader(TRACE)).orElse("");
    if (TRACE_FORM.matcher(trace).matches()) context.response().putHeader(TRACE, trace);
    context.next();
  }

  /// Answers with a status of HTTP's own, which needs no reason of ours.
  public static void plain(RoutingContext context, int status, String title) {
    plain(context.vertx(), context.request(), status, title);
  }

  /// The same with a sentence for whoever reads it.
  public static void plain(RoutingContext context, int status, String title, String detail) {
    plain(context.vertx(), context.request(), status, title, detail);
  }

  /// The same where no router has the request.
  public static void plain(Vertx vertx, HttpServerRequest request, int status, String title) {
    plain(vertx, request, new JsonObject(), status, title);
  }

  static void plain(
      Vertx vertx, HttpServerRequest request, int status, String title, String detail) {
    plain(vertx, request, new JsonObject().put("detail", detail), status, title);
  }

  private static void plain(
      Vertx vertx, HttpServerRequest request, JsonObject problem, int status, String title) {
    request.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM);
    end(
        request,
        problem
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .toBuffer());
    drain(vertx, request);
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

  /* What the client does to its connection, or its connection to it, is nothing to be logged. */
  private static Refusal refusal(Throwable failure, HttpServerResponse response) {
    return switch (failure) {
      case Refusal refusal -> refusal;
      case StreamResetException _, HttpClosedException _ ->
        Refusal.of(ProblemType.TRUNCATED, "the sender went away");
      case IOException _
      when response.closed() -> Refusal.of(ProblemType.TRUNCATED, "the sender went away");
      case Throwable broken
      when ClientFaults.isOne(broken) ->
        Refusal.of(ProblemType.TRUNCATED, "the body is not framed as HTTP has it");
      case Throwable outage
      when DatabaseOutage.isOne(outage) -> {
        faults.warn("requests are answered 503, since the database does not serve", outage);
        yield Refusal.later(OUTAGE_SECONDS, "nothing can be stored just now; send it again");
      }
      default -> {
        faults.error("a request failed", failure);
        yield Refusal.of(
            ProblemType.INTERNAL, "the request was not carried out; it may be repeated");
      }
    };
  }
}
