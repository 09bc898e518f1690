package godwit.http.ops;

import godwit.http.Answers;
import godwit.http.Routing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// Whether the configuration that is in use is the one in its files; an operator has it read again.
///
/// - shape: `{"loaded", "restart", "problem"}`, the last where the one in its files is not in use
/// - units: times as in RFC 3339, UTC
/// - errors: 409 where what was read cannot be used; the one before it stays
/// - source: docs/operating.md, "Reloading"
final class ReloadRoutes {
  private static final int CONFLICT = 409;

  private final Vertx vertx;
  private final Reloads reloads;

  ReloadRoutes(Vertx vertx, Reloads reloads) {
    this.vertx = vertx;
    this.reloads = reloads;
  }

  void mount(Routing routing) {
    routing.getAndPost("/admin/reload", _ -> {}, this::show, this::reload);
  }

  private void show(RoutingContext context) {
    Answers.json(context, 200, document(reloads.state()));
  }

  private void reload(RoutingContext context) {
    reloads
        .reload()
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure))
        .onSuccess(state ->
            Answers.json(context, state.problem().isPresent() ? CONFLICT : 200, document(state)));
  }

  private static JsonObject document(Reloads.State state) {
    JsonObject document = new JsonObject()
        .put("loaded", state.loaded().toString())
        .put("restart", new JsonArray(state.restart()));
    state.problem().ifPresent(what -> document.put("problem", what));
    return document;
  }
}
