package godwit.http.ops;

import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.store.outgoing.DeliveryRecords;
import godwit.store.outgoing.DeliveryRecords.Known;
import godwit.store.outgoing.DeliveryRecords.Verb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Batches on their way out, for those who run the node: what waits, what was put aside and why.
///
/// - shape: `{"batch", "destination", "origin", "state", "attempts", "since", "problem"}` and more;
///   states are `waiting`, `relayed`, `delivered`, `quarantined`, `dropped`, `remade`
/// - units: times as in RFC 3339, UTC; authorities as in a path
/// - errors: 404 for an unknown batch, 409 where it is in no state for what is asked
/// - source: docs/operating.md, "Batches that are not delivered"
final class DeliveryRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryRoutes.class);
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  /* As an operator calls them, and as they are stored. */
  private static final Map<String, String> STORED = Map.of(
      "waiting", "waiting",
      "relayed", "relayed",
      "delivered", "delivered",
      "quarantined", "refused",
      "dropped", "dropped",
      "remade", "remade");

  private final Vertx vertx;
  private final NodeContext node;
  private final DeliveryRecords records;

  DeliveryRoutes(Vertx vertx, NodeContext node, DeliveryRecords records) {
    this.vertx = vertx;
    this.node = node;
    this.records = records;
  }

  void mount(Routing routing) {
    routing
        .get("/admin/deliveries", this::list)
        .get("/admin/delivery/:id", this::show)
        .post("/admin/delivery/:id/replay", context -> apply(context, Verb.REPLAY))
        .post("/admin/delivery/:id/drop", context -> apply(context, Verb.DROP));
  }

  /* `next` is there where more follow: it goes into `after` as it is. */
  private void list(RoutingContext context) {
    answer(context, records.list(filter(context.request())).map(page -> {
      JsonArray all = new JsonArray();
      page.forEach(each -> all.add(document(each)));
      JsonObject document = new JsonObject().put("deliveries", all);
      if (page.size() == DeliveryRecords.AT_ONCE) {
        document.put("next", Long.toString(page.getLast().place()));
      }
      Answers.json(context, 200, document);
      return page;
    }));
  }

  private void show(RoutingContext context) {
    UUID id = id(context);
    answer(context, Future.all(records.find(id), records.actions(id)).map(both -> {
      List<Known> found = both.resultAt(0);
      if (found.isEmpty()) {
        unknown(context);
        return found;
      }
      JsonObject document = details(found.getLast());
      JsonArray actions = new JsonArray();
      List<DeliveryRecords.Action> done = both.resultAt(1);
      done.forEach(each -> actions.add(new JsonObject()
          .put("action", each.what())
          .put("at", each.at().truncatedTo(ChronoUnit.SECONDS).toString())));
      Answers.json(context, 200, document.put("actions", actions));
      return found;
    }));
  }

  private void apply(RoutingContext context, Verb verb) {
    UUID id = id(context);
    answer(context, SmallJson.read(context.request()).compose(body -> {
      boolean dry = SmallJson.flag(body, "dryRun").orElse(false);
      return (dry ? records.find(id) : records.apply(verb, id)).map(found -> {
        applied(context, verb, found, dry);
        return found;
      });
    }));
  }

  private void applied(RoutingContext context, Verb verb, List<Known> found, boolean dry) {
    if (found.isEmpty()) {
      unknown(context);
      return;
    }
    Optional<Known> fits = found.stream().filter(verb::fits).findFirst();
    if (fits.isEmpty()) {
      Known last = found.getLast();
      String why = last.leased() ? "being sent just now" : word(last.state());
      Answers.plain(context, CONFLICT, "Conflict", "the batch is " + why + ": nothing was changed");
      return;
    }
    Known batch = fits.get();
    String state = verb == Verb.REPLAY ? "waiting" : "dropped";
    if (!dry) {
      LOG.info(
          "an operator: batch {} for {}, {} records, was {} and is {}",
          batch.batch(),
          batch.destination(),
          batch.records(),
          word(batch.state()),
          state);
      node.wakeReaders();
    }
    JsonObject document = document(batch).put("was", word(batch.state())).put("state", state);
    Answers.json(context, 200, document.put("dryRun", dry));
  }

  private DeliveryRecords.Filter filter(HttpServerRequest request) {
    Optional<String> peer = Optional.ofNullable(request.getParam("peer"));
    Optional<String> state = Optional.ofNullable(request.getParam("state"));
    String after = Optional.ofNullable(request.getParam("after")).orElse("");
    if (!after.matches("[0-9]{0,18}")) throw unreadable("after is what `next` was");
    Optional<RoutingCode> code = peer.map(text -> RoutingCode.parse(text)
        .orElseThrow(() -> unreadable("peer is country/state, or custom/ and 8 hex digits")));
    Optional<String> stored = state.map(text -> Optional.ofNullable(STORED.get(text))
        .orElseThrow(() -> unreadable(
            "state is one of waiting, relayed, delivered, quarantined," + " dropped, remade")));
    return new DeliveryRecords.Filter(
        code, stored, after.isEmpty() ? Long.MAX_VALUE : Long.parseLong(after));
  }

  private static JsonObject document(Known batch) {
    JsonObject document = new JsonObject()
        .put("batch", batch.batch().toString())
        .put("destination", batch.destination().path())
        .put("origin", batch.origin().path())
        .put("state", word(batch.state()))
        .put("attempts", batch.attempts())
        .put("records", batch.records())
        .put("since", batch.since().truncatedTo(ChronoUnit.SECONDS).toString());
    return document.put("problem", batch.problem().orElse(""));
  }

  private static JsonObject details(Known batch) {
    JsonObject document = document(batch)
        .put("bytes", batch.bytes())
        .put("form", batch.form())
        .put("made", batch.made().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("nextTry", batch.nextTry().truncatedTo(ChronoUnit.SECONDS).toString());
    batch.disbelieved().ifPresent(answer -> document.put("disbelieved", answer));
    batch.receipt().ifPresent(receipt -> document.put("receipt", receipt));
    batch.madeFrom().ifPresent(old -> document.put("madeFrom", old.toString()));
    return document;
  }

  private static String word(String stored) {
    return stored.equals("refused") ? "quarantined" : stored;
  }

  private static UUID id(RoutingContext context) {
    String text = String.valueOf(context.pathParam("id"));
    if (!text.matches("[0-9a-fA-F-]{36}")) throw unreadable("a batch's id is a UUID");
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException none) {
      throw unreadable("a batch's id is a UUID");
    }
  }

  private static void unknown(RoutingContext context) {
    Answers.plain(context, NOT_FOUND, "Not Found", "no batch of this id is on its way, or was");
  }

  private void answer(RoutingContext context, Future<?> answered) {
    answered.onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private static Refusal unreadable(String what) {
    return Refusal.of(ProblemType.BAD_JSON, what);
  }
}
