package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Pauses;
import godwit.domain.ProblemType;
import godwit.exchange.Federation;
import godwit.exchange.delivery.DeliveryClock;
import godwit.http.Accept;
import godwit.http.Answers;
import godwit.http.BatchAnswer;
import godwit.http.Bodies;
import godwit.http.Callers;
import godwit.http.LoopContext;
import godwit.http.Refusal;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import godwit.store.outgoing.Pulls;
import godwit.store.segment.Place;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What waits for another authority, fetched by it: one batch an answer, in the order of commits.
///
/// - shape: a batch as a push would send it, or as JSON; `Link` with the cursor behind it
/// - units: `Prefer: wait` in seconds, at most [Prefer#MAX_WAIT_SECONDS]
/// - errors: 403 `not-authorised-for-destination`, 404, 406, 410 `cursor-expired`
/// - source: docs/protocol.md, "Pull"
/*
 * To ask with a cursor is to confirm what lies before it, and that is stored before anything is
 * answered. Nothing else marks a batch delivered here: an answer that was sent may not have come.
 */
final class PullRoutes {
  /* A block of one-byte records becomes 14 MB of JSON, which lies in memory while it is sent. */
  private static final int DOCUMENTS_AT_ONCE = 4;

  private final LoopContext loop;
  private final Callers callers;
  private final Pulls pulls;
  private final PullWatch watch;
  private final FetchedAuthority fetched;
  private final DeliveryClock crossed;
  private int documents;

  PullRoutes(LoopContext loop, Callers callers, FetchedAuthority fetched) {
    this.loop = loop;
    this.callers = callers;
    this.fetched = fetched;
    this.pulls = new Pulls(loop.pool());
    this.watch = new PullWatch(loop, pulls);
    this.crossed = new DeliveryClock(loop.node().metrics(), loop.node().federation());
  }

  /* What one caller asks: as whom, of whose stream, in which form. */
  private record Question(
      RoutingContext context,
      RoutingCode caller,
      RoutingCode authority,
      int stream,
      Accept accept,
      int waitSeconds) {
    HttpServerResponse response() {
      return context.response();
    }

    boolean isHead() {
      return context.request().method().equals(HttpMethod.HEAD);
    }

    Question withoutWait() {
      return new Question(context, caller, authority, stream, accept, 0);
    }
  }

  /// Answers with the batch after the cursor.
  void pull(RoutingContext context) {
    HttpServerRequest request = context.request();
    fetched.known(context);
    Accept accept = Accept.of(request);
    accept.require(Answers.OCTETS, Answers.JSON);
    Directory.Peer caller = callers.peer(request.connection());
    RoutingCode authority = fetched.of(context, caller);
    if (loop.node().federation().pauses().isPaused(caller.code(), Pauses.Direction.OUT)) {
      throw Refusal.paused("what " + caller.code() + " fetches");
    }
    Optional<String> after = Optional.ofNullable(request.getParam("after"));
    /* A question that changes nothing: it confirms nothing and waits for nothing. */
    boolean head = request.method().equals(HttpMethod.HEAD);
    int seconds = head ? 0 : Prefer.waitSeconds(request);
    loop.row(authority)
        .map(stream -> new Question(context, caller.code(), authority, stream, accept, seconds))
        .compose(question -> begin(question, after))
        .onFailure(failure -> refuse(context, failure));
  }

  private Future<Void> begin(Question question, Optional<String> after) {
    return position(question, after)
        .compose(from -> after.isEmpty() || question.isHead()
            ? Future.succeededFuture(from)
            : pulls.confirm(question.stream(), from).map(crossings -> {
              crossings.forEach(each -> crossed.arrived(question.authority(), each));
              return from;
            }))
        .compose(from -> answer(question, from, question.waitSeconds() > 0));
  }

  private Future<Long> position(Question question, Optional<String> after) {
    return pulls.range(question.stream()).map(range -> {
      if (after.isEmpty()) return range.first() - 1;
      return after
          .flatMap(fetched::sequence)
          .filter(range::continues)
          .orElseThrow(() -> expired(question, range));
    });
  }

  private Refusal expired(Question question, Pages.Range range) {
    return Refusal.of(ProblemType.CURSOR_EXPIRED, "go on from the first batch that is still kept")
        .withLink(link(question, range.first() - 1));
  }

  private Future<Void> answer(Question question, long from, boolean mayWait) {
    return pulls.after(question.stream(), from).compose(found -> {
      if (found.isPresent()) {
        return isKeptFrom(question, found.get())
            ? nothingNew(question, from)
            : places(question, found.get());
      }
      if (!mayWait) return nothingNew(question, from);
      Optional<Future<Void>> next = watch.next(
          question.caller(),
          question.stream(),
          from,
          TimeUnit.SECONDS.toMillis(question.waitSeconds()),
          question.response());
      if (next.isEmpty()) return nothingNew(question.withoutWait(), from);
      return next.get()
          .compose(_ -> question.response().closed()
              ? Future.succeededFuture()
              : answer(question, from, false));
    });
  }

  /* Whoever fetches for others is shown nothing that has to be sealed and is not. */
  private boolean isKeptFrom(Question question, Outgoing batch) {
    return !batch.sealed()
        && batch.preamble().hops() == 0
        && !question.caller().equals(question.authority())
        && loop.node().federation().current().sealing(question.authority())
            == Federation.Sealing.REQUIRED;
  }

  private Future<Void> nothingNew(Question question, long from) {
    return head(question, 204, from).end();
  }

  /* A batch that was forgotten between two looks is passed over, as if it had gone before. */
  private Future<Void> places(Question question, Outgoing batch) {
    return loop.deliveries()
        .places(batch)
        .compose(
            places -> send(question, batch, places),
            failure -> failure instanceof Deliveries.Incomplete
                ? answer(question, batch.sequence(), false)
                : Future.failedFuture(failure));
  }

  private Future<Void> send(Question question, Outgoing batch, List<Place> places) {
    BatchAnswer answer = new BatchAnswer(loop.deliveries(), question.response(), batch, places);
    if (!question.accept().prefers(Answers.JSON, Answers.OCTETS)) {
      return octets(question, batch, answer);
    }
    /* One batch has one form: what was relayed or has been pushed is out in octets. */
    if (batch.sealed() || batch.preamble().hops() > 0 || batch.attempts() > 0) {
      return question.accept().takes(Answers.OCTETS)
          ? octets(question, batch, answer)
          : Future.failedFuture(new Bodies.NotAcceptable());
    }
    return json(question, batch, answer);
  }

  private Future<Void> octets(Question question, Outgoing batch, BatchAnswer answer) {
    head(question, 200, batch.sequence())
        .putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(batch.bytes()));
    return question.isHead() ? question.response().end() : answer.octets();
  }

  private Future<Void> json(Question question, Outgoing batch, BatchAnswer answer) {
    if (question.isHead()) {
      return head(question, 200, batch.sequence())
          .putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON)
          .end();
    }
    if (documents >= DOCUMENTS_AT_ONCE) {
      return Future.failedFuture(Refusal.of(
          ProblemType.OVERLOADED, "too many documents are being written; or take octets"));
    }
    documents++;
    head(question, 200, batch.sequence())
        .putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON)
        .setChunked(true);
    return answer.json().onComplete(_ -> documents--);
  }

  private HttpServerResponse head(Question question, int status, long next) {
    HttpServerResponse response = question
        .response()
        .setStatusCode(status)
        .putHeader("Link", link(question, next))
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (question.waitSeconds() > 0) {
      response.putHeader("Preference-Applied", "wait=" + question.waitSeconds());
    }
    return response;
  }

  private String link(Question question, long sequence) {
    return fetched.link("/exposure/" + question.authority().path(), sequence);
  }

  private void refuse(RoutingContext context, Throwable failure) {
    if (context.response().ended() || context.response().closed())
      return; // there is nobody to tell
    if (failure instanceof Bodies.NotAcceptable) Answers.plain(context, 406, "Not Acceptable");
    else Answers.refuse(loop.vertx(), context.request(), failure);
  }
}
