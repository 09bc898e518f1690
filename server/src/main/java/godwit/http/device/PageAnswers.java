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
import godwit.list.ExposureList;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.ClosedPage;
import godwit.store.outgoing.Cursor;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// How closed pages are answered, one after another: those of the whole list, or of a part of it.
///
/// A page never changes, so any cache may keep it for as long as its exposures are kept; the newest
/// cursor answers 204 until there is more.
final class PageAnswers {
  /// Pages that one answer may have.
  static final int MAX_PAGES = 512;

  private static final Duration KEEP_PAGE = Duration.ofDays(14);
  private static final Duration KEEP_LITTLE = Duration.ofSeconds(60);
  private static final CharSequence KEEP_NOTHING_NEW =
      HttpHeaders.createOptimized("public, max-age=" + KEEP_LITTLE.toSeconds());
  private static final CharSequence LINK = HttpHeaders.createOptimized("link");
  private static final String JSON_TAG = "-json";
  private static final Pages.Range NONE_YET = new Pages.Range(1, 0);

  private final LoopContext loop;
  private final ExposureList list;
  private final Pages pages;
  private final PartitionTable parts;
  private final Map<String, Newest> newest = new HashMap<>(); // one a sequence

  PageAnswers(LoopContext loop) {
    this.loop = loop;
    this.list = loop.node().list();
    this.pages = new Pages(loop.pool());
    this.parts = new PartitionTable(loop.pool());
  }

  /// Pages with cursors of their own.
  interface Sequence {
    /// Where they are asked for.
    String path();

    /// Their stream, once there has been a page.
    Optional<Integer> stream();

    /// Whether they are batches, which have a form in JSON.
    boolean areBatches();
  }

  /* The link behind the newest page, made once for all who ask. */
  private record Newest(long sequence, CharSequence link) {}

  /* What a request is for. */
  private record Question(
      HttpServerRequest request,
      Sequence of,
      Optional<Cursor> cursor,
      boolean lost,
      boolean json,
      int most) {}

  /// Answers GET and HEAD.
  ///
  /// @throws Bodies.NotAcceptable unless the client takes octets or JSON
  void answer(HttpServerRequest request, Sequence of) {
    list.asked();
    boolean json = isJson(request);
    if (json && !of.areBatches()) throw new Bodies.NotAcceptable();
    String after = request.getParam("after");
    Optional<Cursor> cursor = Optional.ofNullable(after)
        .flatMap(Cursor::parse)
        .filter(given -> given.epoch() == loop.node().epoch());
    Question question = new Question(
        request, of, cursor, after != null && cursor.isEmpty(), json, most(request, json));
    Pages.Range range = range(of);
    if (cursor.isEmpty() || cursor.get().sequence() <= range.last()) {
      answer(question, range);
      return;
    }
    list.lookAgain(loop.vertx())
        .onSuccess(_ -> answer(question, range(of)))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private static boolean isJson(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null || accept.equals("*/*") || accept.equals(Answers.OCTETS)) return false;
    return Accept.of(request).require(Answers.OCTETS, Answers.JSON).equals(Answers.JSON);
  }

  /* What is none, or more than there may be, is one. */
  private static int most(HttpServerRequest request, boolean json) {
    String pages = request.getParam("pages");
    if (json || pages == null || !pages.matches("[1-9][0-9]{0,3}")) return 1;
    return Math.min(MAX_PAGES, Integer.parseInt(pages));
  }

  private Pages.Range range(Sequence of) {
    return of.stream().flatMap(list::range).orElse(NONE_YET);
  }

  /* Where nothing is asked for, from the oldest page that is still there. */
  private void answer(Question question, Pages.Range range) {
    HttpServerRequest request = question.request();
    long from = question.cursor().map(Cursor::sequence).orElse(range.first() - 1);
    HttpServerResponse response = request.response();
    if (question.lost() || !range.continues(from)) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      Refusal expired = Refusal.of(ProblemType.CURSOR_EXPIRED, "start again from the first page")
          .withLink(link(question.of(), range.first() - 1));
      Answers.refuse(loop.vertx(), request, expired);
    } else if (from >= range.last()) {
      nothingNew(response, question.of(), from);
    } else {
      (question.most() > 1 ? several(question, from, range.last()) : page(question, from))
          .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
    }
  }

  private Future<Void> nothingNew(HttpServerResponse response, Sequence of, long from) {
    Newest kept = newest.get(of.path());
    if (kept == null || kept.sequence() != from) {
      kept = new Newest(from, HttpHeaders.createOptimized(link(of, from)));
      newest.put(of.path(), kept);
    }
    return response
        .setStatusCode(204)
        .putHeader(LINK, kept.link())
        .putHeader(HttpHeaders.CACHE_CONTROL, KEEP_NOTHING_NEW)
        .end();
  }

  private Future<Void> page(Question question, long from) {
    int stream = question.of().stream().orElseThrow();
    return closed(stream, from).compose(page -> {
      if (page.isPresent()) return send(question, page.get());
      return stream == list.own()
          ? stream(question, from)
          : nothingNew(question.request().response(), question.of(), from);
    });
  }

  /* The page behind this one, unless it is too large to be kept, or too much is read just now. */
  private Future<Optional<ClosedPage>> closed(int stream, long from) {
    Optional<ClosedPage> here = list.remembered(stream, from + 1);
    if (here.isPresent()) return Future.succeededFuture(here);
    Instant now = loop.node().clock().instant();
    if (stream == list.own()) {
      return list.load(
          loop.vertx(),
          stream,
          from,
          () -> ExposureList.read(pages, loop.deliveries(), stream, from, now));
    }
    var self = loop.node().directory().self();
    return list.load(
            loop.vertx(), stream, from, () -> parts.after(ExposureList.id(stream), from, self, now))
        .compose(page -> page.isPresent()
            ? Future.succeededFuture(page)
            : parts.after(ExposureList.id(stream), from, self, now));
  }

  private Future<Void> send(Question question, ClosedPage page) {
    HttpServerRequest request = question.request();
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CACHE_CONTROL, keep(page, question.cursor().isPresent()));
    UUID batch = page.preamble().batch();
    if (isHeld(question, page.sequence(), batch)) return response.end();
    if (question.json()) return new PageDocument(request, page.preamble(), page.bytes()).send();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS)
        .putHeader("accept-ranges", "bytes");
    int length = page.bytes().length();
    return switch (ByteRange.of(request, tag(batch, false), length)) {
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

  /// @param fixed whether it is asked for by the page before it, so that it stays the answer
  private CharSequence keep(ClosedPage page, boolean fixed) {
    Duration left = Duration.between(loop.node().clock().instant(), list.forgotten(page));
    Duration keep = left.compareTo(KEEP_PAGE) < 0 ? left : KEEP_PAGE;
    return fixed && keep.compareTo(KEEP_LITTLE) > 0
        ? "public, max-age=" + keep.toSeconds() + ", immutable"
        : KEEP_NOTHING_NEW;
  }

  /* Pages end to end, each once the one before has left. As many as were asked for stay the answer;
   * fewer are all there are just now. */
  private Future<Void> several(Question question, long from, long last) {
    long to = Math.min(last, from + question.most());
    HttpServerRequest request = question.request();
    int stream = question.of().stream().orElseThrow();
    return closed(stream, from).compose(first -> {
      if (first.isEmpty()) return page(question, from);
      boolean fixed = question.cursor().isPresent() && to - from == question.most();
      HttpServerResponse response = request
          .response()
          .putHeader(LINK, link(question.of(), to))
          .putHeader(HttpHeaders.CACHE_CONTROL, keep(first.get(), fixed))
          .putHeader(HttpHeaders.VARY, "Accept")
          .putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS);
      if (request.method().equals(HttpMethod.HEAD)) return response.end();
      response.setChunked(true);
      return response
          .write(first.get().bytes())
          .compose(_ -> rest(response, stream, first.get().sequence(), to))
          .onFailure(_ -> response.reset());
    });
  }

  private Future<Void> rest(HttpServerResponse response, int stream, long from, long to) {
    if (from >= to) return response.end();
    return closed(stream, from)
        .compose(page -> page.isEmpty()
            ? Future.failedFuture(Refusal.later(1, "too much is read just now"))
            : response
                .write(page.get().bytes())
                .compose(_ -> rest(response, stream, page.get().sequence(), to)));
  }

  /* A page of the whole list that is not kept goes to the client piece by piece. */
  private Future<Void> stream(Question question, long from) {
    HttpServerRequest request = question.request();
    return pages.after(list.own(), from).compose(found -> {
      HttpServerResponse response = request.response();
      if (found.isEmpty()) return nothingNew(response, question.of(), from);
      Outgoing page = found.get();
      boolean json = question.json();
      response.putHeader(HttpHeaders.CACHE_CONTROL, KEEP_NOTHING_NEW);
      if (isHeld(question, page.sequence(), page.preamble().batch())) return response.end();
      response.putHeader(HttpHeaders.CONTENT_TYPE, json ? Answers.JSON : Answers.OCTETS);
      if (!json) response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(page.bytes()));
      if (request.method().equals(HttpMethod.HEAD)) return response.end();
      return loop.deliveries().places(page).compose(places -> {
        if (json) response.setChunked(true);
        var answer = new BatchAnswer(loop.deliveries(), response, page, places);
        return json ? answer.json() : answer.octets();
      });
    });
  }

  /* Also says what the answer is of. */
  private boolean isHeld(Question question, long sequence, UUID batch) {
    HttpServerRequest request = question.request();
    boolean json = question.json();
    String tag = tag(batch, json);
    request
        .response()
        .putHeader(LINK, link(question.of(), sequence))
        .putHeader(HttpHeaders.ETAG, json ? "W/" + tag : tag) // gzipped or not, the same records
        .putHeader(HttpHeaders.VARY, json ? "Accept, Accept-Encoding" : "Accept");
    boolean held = Conditional.isHeld(request, tag);
    if (held) request.response().setStatusCode(304);
    return held;
  }

  private static String tag(UUID batch, boolean json) {
    return '"' + batch.toString() + (json ? JSON_TAG : "") + '"';
  }

  private String link(Sequence of, long sequence) {
    Cursor cursor = new Cursor(loop.node().epoch(), sequence);
    return "<" + of.path() + "?after=" + cursor.text() + ">; rel=\"next\"";
  }
}
