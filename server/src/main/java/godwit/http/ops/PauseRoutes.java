package godwit.http.ops;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.exchange.delivery.PauseSwitch;
import godwit.http.Answers;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.store.PausedTraffic.Row;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kill switch, for those who run the node: a peer or a family of payloads is stopped, one way
/// or both, and let go on.
///
/// - shape: `{"peer" or "family", "direction", "dryRun"}`; the answer lists all that is stopped
/// - errors: `bad-json`, `unknown-authority`
/// - source: docs/operating.md, "Pause"
final class PauseRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(PauseRoutes.class);

  private final Vertx vertx;
  private final NodeContext node;
  private final PauseSwitch pauses;

  PauseRoutes(Vertx vertx, NodeContext node, PauseSwitch pauses) {
    this.vertx = vertx;
    this.node = node;
    this.pauses = pauses;
  }

  void mount(Routing routing) {
    routing
        .get("/admin/pauses", this::list)
        .post("/admin/pause", context -> change(context, true))
        .post("/admin/resume", context -> change(context, false));
  }

  private void list(RoutingContext context) {
    answer(context, pauses.all().map(rows -> {
      Answers.json(context, 200, new JsonObject().put("pauses", array(rows)));
      return rows;
    }));
  }

  private void change(RoutingContext context, boolean stop) {
    answer(context, SmallJson.read(context.request()).compose(body -> {
      List<Row> asked = rows(body);
      boolean dry = SmallJson.flag(body, "dryRun").orElse(false);
      Future<List<Row>> done =
          dry ? Future.succeededFuture(asked) : (stop ? pauses.stop(asked) : pauses.resume(asked));
      return done.compose(changed -> pauses.all().map(all -> {
        if (!dry) {
          changed.forEach(row -> LOG.warn(
              "an operator: {} {} is {}, {}",
              row.kind(),
              row.name(),
              stop ? "paused" : "resumed",
              row.direction()));
          node.wakeReaders();
        }
        Answers.json(
            context,
            200,
            new JsonObject()
                .put("changed", array(changed))
                .put("dryRun", dry)
                .put("pauses", array(all)));
        return all;
      }));
    }));
  }

  private List<Row> rows(JsonObject body) {
    Optional<String> peer = text(body, "peer");
    Optional<String> family = text(body, "family");
    if (peer.isPresent() == family.isPresent()) throw unreadable("either peer or family is needed");
    String direction = text(body, "direction").orElse("both");
    if (!List.of("in", "out", "both").contains(direction)) {
      throw unreadable("direction is in, or out; left out: both");
    }
    String kind = peer.isPresent() ? "peer" : "family";
    String name = peer.map(this::peer).or(() -> family.map(PauseRoutes::family)).orElseThrow();
    List<Row> rows = new ArrayList<>();
    if (!direction.equals("out")) rows.add(new Row(kind, name, "in"));
    if (!direction.equals("in")) rows.add(new Row(kind, name, "out"));
    return rows;
  }

  private String peer(String text) {
    RoutingCode code = RoutingCode.parse(text)
        .orElseThrow(() -> unreadable("peer is country/state, or custom/ and 8 hex digits"));
    if (node.directory().peer(code).isEmpty()) {
      throw Refusal.of(ProblemType.UNKNOWN_AUTHORITY, "no peer has the code " + code);
    }
    return code.path();
  }

  private static String family(String text) {
    return Arrays.stream(PayloadFamily.values())
        .filter(each -> !each.isReserved() && each.label().equals(text))
        .map(PayloadFamily::label)
        .findFirst()
        .orElseThrow(() -> unreadable("family is one of " + labels()));
  }

  private static String labels() {
    return String.join(
        ", ",
        Arrays.stream(PayloadFamily.values())
            .filter(each -> !each.isReserved())
            .map(PayloadFamily::label)
            .toList());
  }

  private static JsonArray array(List<Row> rows) {
    JsonArray array = new JsonArray();
    rows.forEach(row ->
        array.add(new JsonObject().put(row.kind(), row.name()).put("direction", row.direction())));
    return array;
  }

  private void answer(RoutingContext context, Future<?> answered) {
    answered.onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private static Optional<String> text(JsonObject body, String name) {
    return body.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static Refusal unreadable(String what) {
    return Refusal.of(ProblemType.BAD_JSON, what);
  }
}
