package godwit.http.device;

import godwit.domain.ProblemType;
import godwit.http.Accept;
import godwit.http.Answers;
import godwit.http.BatchAnswer;
import godwit.http.Bodies;
import godwit.http.ByteRange;
import godwit.http.Conditional;
import godwit.http.LoopContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.list.ExposureList;
import godwit.store.outgoing.ClosedPage;
import godwit.store.outgoing.Cursor;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// The list of exposures for this authority's own phones: closed pages, one after another.
///
/// A page never changes, so any cache may keep it for as long as its exposures are kept; the newest
/// cursor answers 204 until there is more.
final class ListRoutes {
  static final String PATH = "/exposure-list";

  private static final Duration KEEP_PAGE = Duration.ofDays(14);
  private static final Duration KEEP_LITTLE = Duration.ofSeconds(60);
  private static final CharSequence KEEP_NOTHING_NEW =
      HttpHeaders.createOptimized("public, max-age=" + KEEP_LITTLE.toSeconds());
  private static final CharSequence LINK = HttpHeaders.createOptimized("link");
  private static final String JSON_TAG = "-json";

  private final LoopContext loop;
  private final ExposureList list;
  private final Pages pages;
  private long newest = -1;
  private CharSequence newestLink = "";

  ListRoutes(LoopContext loop) {
    this.loop = loop;
    this.list = loop.node().list();
    this.pages = new Pages(loop.pool());
  }

  void mount(Router router) {
    Routing.of(router, loop.vertx()).get(PATH, context -> answer(context.request()));
  }

  /// Answers GET and HEAD.
  ///
  /// @throws Bodies.NotAcceptable unless the client takes octets or JSON
  void answer(HttpServerRequest request) {
    boolean json = isJson(request);
    String after = request.getParam("after");
    Optional<Pages.Range> range = list.range(list.own());
    Optional<Cursor> cursor = Optional.ofNullable(after)
        .flatMap(Cursor::parse)
        .filter(given -> given.epoch() == loop.node().epoch());
    boolean lost = after != null && cursor.isEmpty();
    boolean known = range.isPresent()
        && (cursor.isEmpty() || cursor.get().sequence() <= range.get().last());
    if (known) {
      answer(request, range.get(), cursor, lost, json);
      return;
    }
    list.lookAgain(loop.vertx(), list.own())
        .onSuccess(looked -> answer(request, looked.orElseThrow(), cursor, lost, json))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private static boolean isJson(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null || accept.equals("*/*") || accept.equals(Answers.OCTETS)) return false;
    return Accept.of(request).require(Answers.OCTETS, Answers.JSON).equals(Answers.JSON);
  }

  /* Where nothing is asked for, from the oldest page that is still there. */
  private void answer(
      HttpServerRequest request,
      Pages.Range range,
      Optional<Cursor> cursor,
      boolean lost,
      boolean json) {
    long from = cursor.map(Cursor::sequence).orElse(range.first() - 1);
    HttpServerResponse response = request.response();
    if (lost || !range.continues(from)) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      Refusal expired = Refusal.of(ProblemType.CURSOR_EXPIRED, "start again from the first page")
          .withLink(link(range.first() - 1));
      Answers.refuse(loop.vertx(), request, expired);
    } else if (from >= range.last()) {
      nothingNew(response, from);
    } else {
      page(request, from, cursor.isPresent(), json)
          .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
    }
  }

  private Future<Void> nothingNew(HttpServerResponse response, long from) {
    if (from != newest) {
      newest = from;
      newestLink = HttpHeaders.createOptimized(link(from));
    }
    return response
        .setStatusCode(204)
        .putHeader(LINK, newestLink)
        .putHeader(HttpHeaders.CACHE_CONTROL, KEEP_NOTHING_NEW)
        .end();
  }

  /// @param fixed whether it is asked for by the page before it, so that it stays the answer
  private Future<Void> page(HttpServerRequest request, long from, boolean fixed, boolean json) {
    Optional<ClosedPage> here = list.remembered(list.own(), from + 1);
    if (here.isPresent()) return send(request, here.get(), fixed, json);
    return list.load(loop.vertx(), loop.deliveries(), pages, list.own(), from)
        .compose(loaded -> loaded.isPresent()
            ? send(request, loaded.get(), fixed, json)
            : stream(request, from, json));
  }

  private Future<Void> send(
      HttpServerRequest request, ClosedPage page, boolean fixed, boolean json) {
    Duration left = Duration.between(loop.node().clock().instant(), list.forgotten(page));
    Duration keep = fixed && left.compareTo(KEEP_PAGE) < 0 ? left : KEEP_PAGE;
    boolean lasts = fixed && keep.compareTo(KEEP_LITTLE) > 0;
    HttpServerResponse response = request.response();
    response.putHeader(
        HttpHeaders.CACHE_CONTROL,
        lasts ? "public, max-age=" + keep.toSeconds() + ", immutable" : KEEP_NOTHING_NEW);
    UUID batch = page.preamble().batch();
    if (isHeld(request, page.sequence(), batch, json)) return response.end();
    if (json) return new PageDocument(request, page.preamble(), page.bytes()).send();
    String tag = tag(batch, false);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS)
        .putHeader("accept-ranges", "bytes");
    int length = page.bytes().length();
    return switch (ByteRange.of(request, tag, length)) {
      case ByteRange.Whole() -> Answers.end(request, page.bytes());
      case ByteRange.Part part -> {
        response
            .setStatusCode(206)
            .putHeader("content-range", "bytes " + part.first() + "-" + part.last() + "/" + length);
        yield response.end(page.bytes().slice((int) part.first(), (int) part.last() + 1));
      }
      case ByteRange.Beyond() -> {
        response.putHeader("content-range", "bytes */" + length);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Answers.plain(loop.vertx(), request, 416, "Range Not Satisfiable");
        yield Future.succeededFuture();
      }
    };
  }

  /* A page that is not kept goes from the database to the client piece by piece. */
  private Future<Void> stream(HttpServerRequest request, long from, boolean json) {
    return pages.after(list.own(), from).compose(found -> {
      HttpServerResponse response = request.response();
      if (found.isEmpty()) return nothingNew(response, from);
      Outgoing page = found.get();
      response.putHeader(HttpHeaders.CACHE_CONTROL, KEEP_NOTHING_NEW);
      if (isHeld(request, page.sequence(), page.preamble().batch(), json)) return response.end();
      response.putHeader(HttpHeaders.CONTENT_TYPE, json ? Answers.JSON : Answers.OCTETS);
      if (!json) response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(page.bytes()));
      if (request.method().equals(HttpMethod.HEAD)) return response.end();
      return loop.deliveries().places(page).compose(places -> {
        var answer = new BatchAnswer(loop.deliveries(), response, page, places);
        return json ? answer.json() : answer.octets();
      });
    });
  }

  /* Also says what the answer is of. */
  private boolean isHeld(HttpServerRequest request, long sequence, UUID batch, boolean json) {
    String tag = tag(batch, json);
    request
        .response()
        .putHeader(LINK, link(sequence))
        .putHeader(HttpHeaders.ETAG, json ? "W/" + tag : tag) // gzipped or not, the same records
        .putHeader(HttpHeaders.VARY, json ? "Accept, Accept-Encoding" : "Accept");
    boolean held = Conditional.isHeld(request, tag);
    if (held) request.response().setStatusCode(304);
    return held;
  }

  private static String tag(UUID batch, boolean json) {
    return '"' + batch.toString() + (json ? JSON_TAG : "") + '"';
  }

  private String link(long sequence) {
    Cursor cursor = new Cursor(loop.node().epoch(), sequence);
    return "<" + PATH + "?after=" + cursor.text() + ">; rel=\"next\"";
  }
}
