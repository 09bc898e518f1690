package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.Callers;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.http.certification.Certification;
import godwit.store.cases.WaitingClaims;
import godwit.store.outgoing.Cursor;
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
/// are
/// fetched, from a cursor, where to ask with one confirms what lies before it.
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

  ClaimRoutes(LoopContext loop, Callers callers) {
    this.loop = loop;
    this.callers = callers;
    this.claims = new WaitingClaims(loop.pool());
  }

  /// Throws a refusal where the path names nobody who is known here.
  void known(RoutingContext context) {
    resolve(context);
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
    Resolution resolution = resolve(context);
    Bodies.requireJsonAccepted(request);
    Directory.Peer caller = callers.peer(request.connection());
    RoutingCode authority = authorised(resolution, caller);
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
          .flatMap(Cursor::parse)
          .filter(cursor -> cursor.epoch() == loop.node().epoch())
          .map(Cursor::sequence)
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

  /* A state that another authority stands in for is in that one's stream. */
  private static RoutingCode authorised(Resolution resolution, Directory.Peer caller) {
    if (resolution instanceof Resolution.Other(var peer) && caller.mayPullFor(peer.code())) {
      return peer.code();
    }
    throw Refusal.of(
        ProblemType.NOT_AUTHORISED_FOR_DESTINATION,
        caller.code() + " is not configured to fetch what is for others");
  }

  private Resolution resolve(RoutingContext context) {
    RoutingCode code = Paths.authority(context).orElseThrow(() -> unknown(context));
    Resolution resolution = loop.node().directory().resolve(code);
    if (resolution instanceof Resolution.Unknown) throw unknown(context);
    return resolution;
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
    Cursor cursor = new Cursor(loop.node().epoch(), sequence);
    return "<" + context.request().path() + "?after=" + cursor.text() + ">; rel=\"next\"";
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        ProblemType.UNKNOWN_AUTHORITY,
        "nobody here answers " + context.request().path());
  }
}
