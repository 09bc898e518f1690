package godwit.http.ops;

import godwit.domain.OutbreakWindow;
import godwit.http.Answers;
import godwit.http.CaseJson;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.store.held.Outbreaks;
import godwit.store.held.Outbreaks.Outbreak;
import godwit.store.venue.Venues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;

/// Outbreaks at this authority's venues, for those who run the node.
///
/// - shape: a [VenueJson] with `area`, `from`, `to` and `riskType`; an answer adds `id`,
/// `declared`,
///   `withdrawn`, `released` and `waiting`
/// - units: RFC 3339 UTC; `released` counts contact events, `waiting` uploads that were not read
/// yet
/// - errors: `bad-json` with a pointer; `unknown-authority`; 409 without `keys.held`; 404 for a
/// venue
///   that is not registered
/// - source: docs/operating.md, "Outbreaks"
final class OutbreakRoutes {
  private static final int MAX_AREA_BYTES = 255;
  private static final int MAX_RISK_TYPE = 0xFF;
  private static final int REVOKED = 5;
  private static final int SECRET_BYTES = 32;

  private final Vertx vertx;
  private final NodeContext node;
  private final Pool pool;
  private final Outbreaks outbreaks;
  private final SecureRandom random = new SecureRandom();

  OutbreakRoutes(Vertx vertx, NodeContext node, Pool pool) {
    this.vertx = vertx;
    this.node = node;
    this.pool = pool;
    this.outbreaks = new Outbreaks(pool);
  }

  void mount(Routing routing) {
    routing
        .post("/admin/outbreak", this::declare)
        .get("/admin/outbreak/:id", this::show)
        .get("/admin/outbreaks", this::list);
  }

  private record Asked(VenueJson at, OutbreakWindow window, int riskType) {}

  private void declare(RoutingContext context) {
    SmallJson.read(context.request())
        .map(this::asked)
        .compose(asked -> Venues.isRegistered(
                pool, asked.at().authority(), asked.at().venue())
            .compose(there -> there ? declare(context, asked) : unregistered(context, asked)))
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private Future<Void> declare(RoutingContext context, Asked asked) {
    Optional<Duration> lasts = node.holding().map(each -> each.lasts());
    if (lasts.isEmpty()) {
      Answers.plain(context, 409, "Conflict", "nothing is held here: keys.held is not configured");
      return Future.succeededFuture();
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return outbreaks
        .declare(
            asked.at().authority(),
            asked.at().venue(),
            asked.window(),
            asked.riskType(),
            secret,
            lasts.get())
        .compose(outbreaks::find)
        .map(found -> {
          Answers.json(context, 201, document(found.orElseThrow()));
          return null;
        });
  }

  private static Future<Void> unregistered(RoutingContext context, Asked asked) {
    Answers.plain(
        context,
        404,
        "Not Found",
        "venue " + asked.at().venue() + " is not registered: `godwit venue add` enters it");
    return Future.succeededFuture();
  }

  private void show(RoutingContext context) {
    UUID id;
    try {
      id = UUID.fromString(String.valueOf(context.pathParam("id")));
    } catch (IllegalArgumentException notOne) {
      Answers.plain(context, 404, "Not Found");
      return;
    }
    outbreaks
        .find(id)
        .onSuccess(found -> found.ifPresentOrElse(
            each -> Answers.json(context, 200, document(each)),
            () -> Answers.plain(context, 404, "Not Found")))
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private void list(RoutingContext context) {
    outbreaks
        .latest()
        .onSuccess(all -> {
          JsonArray array = new JsonArray();
          all.forEach(each -> array.add(document(each)));
          Answers.json(context, 200, new JsonObject().put("outbreaks", array));
        })
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private Asked asked(JsonObject body) {
    VenueJson at = VenueJson.of(body, node.directory());
    int riskType = (int) SmallJson.whole(body, "riskType", 0, MAX_RISK_TYPE);
    if (riskType == REVOKED) {
      throw broken("/riskType", "an outbreak is taken back with `godwit outbreak withdraw`");
    }
    Optional<String> area = Optional.empty();
    if (body.containsKey("area")) {
      String text = SmallJson.text(body, "area");
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length > MAX_AREA_BYTES) {
        throw broken("/area", "an area has 1 to " + MAX_AREA_BYTES + " bytes");
      }
      area = Optional.of(text);
    }
    Instant from = time(body, "from");
    Instant to = time(body, "to");
    Instant now = node.clock().instant();
    if (!from.isBefore(to)) throw broken("/to", "it has to be later than from");
    if (to.isAfter(now)) throw broken("/to", "it lies ahead: declare what has been");
    long days = node.limits().windowPastDays();
    if (from.isBefore(now.minus(Duration.ofDays(days)))) {
      throw broken("/from", "nothing is told of what lies more than " + days + " days back");
    }
    return new Asked(at, new OutbreakWindow(area, from, to), riskType);
  }

  private static Instant time(JsonObject body, String key) {
    try {
      return Instant.parse(SmallJson.text(body, key));
    } catch (DateTimeParseException notOne) {
      throw broken("/" + key, "it is a time such as 2026-11-20T18:00:00Z");
    }
  }

  private static Refusal broken(String pointer, String detail) {
    return CaseJson.broken(pointer, detail);
  }

  private static JsonObject document(Outbreak outbreak) {
    JsonObject document = new JsonObject()
        .put("id", outbreak.id().toString())
        .mergeIn(new VenueJson(outbreak.authority(), outbreak.venue()).document());
    outbreak.window().area().ifPresent(area -> document.put("area", area));
    return document
        .put("from", outbreak.window().from().toString())
        .put("to", outbreak.window().to().toString())
        .put("riskType", outbreak.riskType())
        .put("declared", outbreak.declared().toString())
        .put("withdrawn", outbreak.withdrawn())
        .put("released", outbreak.released())
        .put("waiting", outbreak.waiting());
  }
}
