package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.Callers;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Refusal;
import godwit.http.certification.Certification;
import godwit.store.cases.WaitingClaims;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Certifications that wait for a home authority that fetches only, and their fetching: as batches
/// are fetched, from a cursor, where to ask with one confirms what lies before it.
///
/// - shape: an array of the documents as they were posted; `Link` with the cursor behind them
/// - units: at most [WaitingClaims#AT_ONCE] an answer
/// - errors: 403 `not-authorised-for-destination`, 404, 410 `cursor-expired`
/// - source: docs/protocol.md, "Certification"
final class ClaimRoutes {
  private static final int WAITING = 202;
  private static final String RETRY_SECONDS = "60";

  private final LoopContext loop;
  private final Callers callers;
  private final WaitingClaims claims;
  private final FetchedAuthority fetched;

  ClaimRoutes(LoopContext loop, Callers callers, FetchedAuthority fetched) {
    this.loop = loop;
    this.callers = callers;
    this.claims = new WaitingClaims(loop.pool());
    this.fetched = fetched;
  }

  /// Keeps one for a home authority, and says that it waits.
  Future<Void> keep(
      RoutingContext context,
      RoutingCode peer,
      RoutingCode home,
      Buffer body,
      Certification asked) {
    return loop.row(peer).compose(row -> claims.add(row, body, asked.expires())).map(kept -> {
      if (kept) {
        Answers.json(context, WAITING, document(home, asked));
      } else {
        context.response().putHeader("Retry-After", RETRY_SECONDS);
        Answers.plain(context, 503, "Service Unavailable", "too much waits for the home authority");
      }
      return null;
    });
  }

  /// Answers with those behind the cursor.
  void pull(RoutingContext context) {
    HttpServerRequest request = context.request();
    fetched.known(context);
    Bodies.requireJsonAccepted(request);
    RoutingCode authority = fetched.of(context, callers.peer(request.connection()));
    Optional<String> after = Optional.ofNullable(request.getParam("after"));
    loop.row(authority)
        .compose(row -> position(context, row, after)
            .compose(from -> claims.after(row, from).map(found -> {
              answer(context, from, found);
              return null;
            })))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* To ask with a cursor confirms, but not with HEAD, which changes nothing. */
  private Future<Long> position(RoutingContext context, int row, Optional<String> after) {
    if (after.isEmpty()) return Future.succeededFuture(0L);
    return claims.last(row).compose(last -> {
      long from = after
          .flatMap(fetched::sequence)
          .filter(sequence -> sequence <= last)
          .orElseThrow(() -> Refusal.of(ProblemType.CURSOR_EXPIRED, "start again from what waits")
              .withLink(link(context, 0)));
      boolean reads = context.request().method().name().equals("HEAD");
      return reads ? Future.succeededFuture(from) : claims.confirm(row, from).map(from);
    });
  }

  private void answer(RoutingContext context, long from, List<WaitingClaims.Claim> found) {
    HttpServerResponse response = context.response().putHeader("Cache-Control", "no-store");
    if (found.isEmpty()) {
      response.setStatusCode(204).putHeader("Link", link(context, from)).end();
      return;
    }
    Buffer array = Buffer.buffer("[");
    for (WaitingClaims.Claim claim : found) {
      if (array.length() > 1) array.appendString(",");
      array.appendBuffer(claim.body());
    }
    response
        .putHeader("Link", link(context, found.getLast().sequence()))
        .putHeader("Content-Type", Answers.JSON);
    Answers.end(context.request(), array.appendString("]"));
  }

  private static JsonObject document(RoutingCode home, Certification asked) {
    JsonObject links = new JsonObject()
        .put("authority", Hal.link("/resolver/" + home.path()))
        .put("certification", Hal.link("/certification/" + home.path()));
    return new JsonObject()
        .put("state", "waiting")
        .put("claim", HexFormat.of().formatHex(asked.claim()))
        .put("expires", asked.expires().toString())
        .put("_links", links);
  }

  private String link(RoutingContext context, long sequence) {
    return fetched.link(context.normalizedPath(), sequence);
  }
}
