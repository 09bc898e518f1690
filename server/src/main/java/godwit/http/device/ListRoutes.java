package godwit.http.device;

import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.BatchAnswer;
import godwit.http.Bodies;
import godwit.http.Conditional;
import godwit.http.LoopContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.store.outgoing.Cursor;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// The list of exposures for this authority's own phones: closed pages, one after another.
///
/// A page never changes, so any cache may keep it; the newest cursor answers 204 until there is
/// more.
final class ListRoutes {
  private static final String KEEP_PAGE = "public, max-age=1209600, immutable";
  private static final String KEEP_NOTHING_NEW = "public, max-age=60";

  private final LoopContext loop;
  private final Pages pages;

  ListRoutes(LoopContext loop) {
    this.loop = loop;
    this.pages = new Pages(loop.pool());
  }

  void mount(Router router) {
    Routing.of(router, loop.vertx()).get("/exposure-list", this::list);
  }

  private void list(RoutingContext context) {
    Bodies.requireOctetsAccepted(context.request());
    Optional<String> after = Optional.ofNullable(context.request().getParam("after"));
    loop.row(loop.node().directory().self())
        .compose(list -> position(list, after).compose(from -> answer(context, list, from)))
        .onFailure(failure -> Answers.refuse(loop.vertx(), context.request(), failure));
  }

  /* Where to read on: the oldest page that is still there, if no cursor is given. */
  private Future<Long> position(int list, Optional<String> after) {
    return pages.range(list).map(range -> {
      if (after.isEmpty()) return range.first() - 1;
      return after
          .flatMap(Cursor::parse)
          .filter(cursor -> cursor.epoch() == loop.node().epoch())
          .map(Cursor::sequence)
          .filter(range::continues)
          .orElseThrow(() -> expired(range));
    });
  }

  private Refusal expired(Pages.Range range) {
    return Refusal.of(ProblemType.CURSOR_EXPIRED, "start again from the first page")
        .withLink(link(range.first() - 1));
  }

  private Future<Void> answer(RoutingContext context, int list, long from) {
    return pages.after(list, from).compose(page -> {
      HttpServerResponse response = context.response();
      if (page.isEmpty()) {
        return response
            .setStatusCode(204)
            .putHeader("Link", link(from))
            .putHeader(HttpHeaders.CACHE_CONTROL, KEEP_NOTHING_NEW)
            .end();
      }
      return send(context, page.get());
    });
  }

  private Future<Void> send(RoutingContext context, Outgoing page) {
    String etag = '"' + page.preamble().batch().toString() + '"';
    HttpServerResponse response = context
        .response()
        .putHeader("Link", link(page.sequence()))
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.CACHE_CONTROL, KEEP_PAGE);
    if (Conditional.isHeld(context.request(), etag)) {
      return response.setStatusCode(304).end();
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(page.bytes()));
    if (context.request().method().equals(HttpMethod.HEAD)) return response.end();
    return loop.deliveries()
        .places(page)
        .onFailure(_ -> response.reset())
        .compose(places -> new BatchAnswer(loop.deliveries(), response, page, places).octets());
  }

  private String link(long sequence) {
    Cursor cursor = new Cursor(loop.node().epoch(), sequence);
    return "</exposure-list?after=" + cursor.text() + ">; rel=\"next\"";
  }
}
