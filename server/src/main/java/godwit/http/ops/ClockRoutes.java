package godwit.http.ops;

import godwit.http.Answers;
import godwit.http.Routing;
import godwit.store.retention.ClockAgreement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// Whether clocks agree, so that data may be forgotten and batches made; an operator says that they
/// are right.
///
/// - shape: `{"node", "database", "lastRun", "held", "disagreement"}`, the last where they disagree
/// - units: times as in RFC 3339, UTC
/// - errors: 409 where the node's clock and the database's disagree, which nobody can confirm
/// - source: docs/operating.md, "Clocks that are wrong"
final class ClockRoutes {
  private static final int CONFLICT = 409;

  private final Vertx vertx;
  private final ClockAgreement clocks;

  ClockRoutes(Vertx vertx, ClockAgreement clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
  }

  void mount(Routing routing) {
    routing.getAndPost("/admin/clock", _ -> {}, this::show, this::confirm);
  }

  private void show(RoutingContext context) {
    answer(context, 200);
  }

  private void confirm(RoutingContext context) {
    clocks
        .confirm()
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure))
        .onSuccess(wrong -> answer(context, wrong.isEmpty() ? 200 : CONFLICT));
  }

  private void answer(RoutingContext context, int status) {
    Future<ClockAgreement.Reading> reading = clocks.read();
    reading
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure))
        .onSuccess(read -> Answers.json(context, status, document(read)));
  }

  private static JsonObject document(ClockAgreement.Reading reading) {
    JsonObject document = new JsonObject()
        .put("node", reading.node().toString())
        .put("database", reading.database().toString())
        .put("lastRun", reading.lastRun().toString())
        .put("held", reading.held());
    reading.disagreement().ifPresent(what -> document.put("disagreement", what));
    return document;
  }
}
