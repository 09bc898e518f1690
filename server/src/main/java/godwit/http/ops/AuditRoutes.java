package godwit.http.ops;

import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.store.audit.AuditTrail;
import godwit.store.audit.AuditTrail.Entry;
import godwit.store.audit.AuditTrail.Left;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit, for those who run the node: its entries, and what left on a day.
///
/// - shape: `{"entries": [{"entry", "hash"}], "next"}`, `next` where more may follow;
///   `{"date", "left": [{"origin", "destination", "via", "batches", "records"}]}`
/// - errors: `bad-json` for a place or a date that is none
/// - source: docs/operating.md, "Audit"
final class AuditRoutes {
  private final Vertx vertx;
  private final AuditTrail trail;

  AuditRoutes(Vertx vertx, AuditTrail trail) {
    this.vertx = vertx;
    this.trail = trail;
  }

  void mount(Routing routing) {
    routing.get("/admin/audit", this::entries).get("/admin/audit/left", this::left);
  }

  private void entries(RoutingContext context) {
    long after = place(context.request().getParam("after"));
    answer(context, trail.seal().compose(_ -> trail.after(after)).map(page -> {
      JsonArray all = new JsonArray();
      page.forEach(
          each -> all.add(new JsonObject().put("entry", each.text()).put("hash", each.hash())));
      JsonObject document = new JsonObject().put("entries", all);
      if (page.size() == AuditTrail.AT_ONCE) {
        Entry last = page.getLast();
        document.put("next", Long.toString(last.place()));
      }
      return document;
    }));
  }

  private void left(RoutingContext context) {
    LocalDate day = day(context.request().getParam("date"));
    answer(
        context,
        trail
            .seal()
            .compose(_ -> trail.left(day))
            .map(rows -> new JsonObject().put("date", day.toString()).put("left", array(rows))));
  }

  private static JsonArray array(List<Left> rows) {
    JsonArray all = new JsonArray();
    rows.forEach(each -> all.add(new JsonObject()
        .put("origin", each.origin())
        .put("destination", each.destination())
        .put("via", each.via())
        .put("batches", each.batches())
        .put("records", each.records())));
    return all;
  }

  private static long place(@Nullable String text) {
    if (text == null || text.isEmpty()) return 0;
    if (!text.matches("[0-9]{1,18}")) {
      throw Refusal.of(ProblemType.BAD_JSON, "after is the place of an entry");
    }
    return Long.parseLong(text);
  }

  private static LocalDate day(@Nullable String text) {
    try {
      if (text != null) return LocalDate.parse(text);
    } catch (DateTimeParseException none) {
      throw Refusal.of(ProblemType.BAD_JSON, "date is a day such as 2026-11-21");
    }
    throw Refusal.of(ProblemType.BAD_JSON, "date is needed, such as 2026-11-21");
  }

  private void answer(RoutingContext context, Future<JsonObject> document) {
    document
        .onSuccess(done -> Answers.json(context, 200, done))
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }
}
