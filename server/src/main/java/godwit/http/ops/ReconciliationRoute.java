package godwit.http.ops;

import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.exchange.reconcile.Comparison;
import godwit.exchange.reconcile.Reconciler;
import godwit.http.Answers;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.SmallJson;
import godwit.store.outgoing.ExchangedBatches;
import godwit.store.outgoing.Reconciled;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// Comparing with peers what was exchanged, for those who run the node.
///
/// - shape: `{"peer", "date", "dryRun"}`, each of which may be left out; the answer has a list of
///   `{"peer", "date", "direction", "missing", "unexplained", "resent", "problem"}`
/// - errors: `bad-json`, `unknown-authority`
/// - source: docs/operating.md, "Reconciliation"
final class ReconciliationRoute {
  private final Vertx vertx;
  private final NodeContext node;
  private final Reconciler reconciler;

  ReconciliationRoute(Vertx vertx, NodeContext node, Pool pool) {
    this.vertx = vertx;
    this.node = node;
    this.reconciler = new Reconciler(
        node.federation(),
        node.calls(),
        new ExchangedBatches(pool),
        new Reconciled(pool),
        node.clock());
  }

  void compare(RoutingContext context) {
    SmallJson.read(context.request())
        .compose(body -> {
          Optional<RoutingCode> peer = text(body, "peer").map(this::peer);
          LocalDate yesterday =
              LocalDate.ofInstant(node.clock().instant(), ZoneOffset.UTC).minusDays(1);
          LocalDate date = text(body, "date").map(ReconciliationRoute::date).orElse(yesterday);
          boolean dry = SmallJson.flag(body, "dryRun").orElse(false);
          return reconciler.compare(peer, List.of(date), dry);
        })
        .onSuccess(found -> {
          node.wakeReaders(); // for what is sent again
          JsonArray all = new JsonArray();
          found.forEach(each -> all.add(document(each)));
          Answers.json(context, 200, new JsonObject().put("comparisons", all));
        })
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private static JsonObject document(Comparison each) {
    JsonObject document = new JsonObject()
        .put("peer", each.peer().path())
        .put("date", each.date().toString())
        .put("direction", each.direction().word())
        .put("missing", each.missing())
        .put("unexplained", each.unexplained())
        .put("resent", each.resent());
    each.problem().ifPresent(why -> document.put("problem", why));
    return document;
  }

  private RoutingCode peer(String text) {
    RoutingCode code = RoutingCode.parse(text)
        .orElseThrow(() ->
            Refusal.of(ProblemType.BAD_JSON, "peer is country/state, or custom/ and 8 hex digits"));
    if (node.federation().current().route(code).isEmpty()) {
      throw Refusal.of(ProblemType.UNKNOWN_AUTHORITY, "no peer has the code " + code);
    }
    return code;
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException none) {
      throw Refusal.of(ProblemType.BAD_JSON, "date is a day such as 2026-11-21");
    }
  }

  private static Optional<String> text(JsonObject body, String name) {
    return body.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
