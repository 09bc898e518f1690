package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.ProblemType;
import godwit.exchange.PeerCalls;
import godwit.exchange.PeerCalls.PeerAnswer;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.Callers;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.store.outgoing.ExchangedBatches;
import godwit.store.outgoing.ExchangedBatches.After;
import godwit.store.outgoing.ExchangedBatches.Listed;
import godwit.store.outgoing.ExchangedBatches.Scope;
import godwit.store.outgoing.ExchangedBatches.Side;
import godwit.store.outgoing.ExchangedBatches.Sum;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this authority has sent another on a day, and received from it, so that both can compare.
///
/// - shape: `{"date", "of", "with", "sent", "received", "_links"}`; with `detail=1` the batches, a
///   page at a time
/// - units: the UTC day of `created`
/// - errors: 403 `not-authorised-for-origin`, 404, 400 `bad-json` for a query that can't be read
/// - source: docs/protocol.md, "Reconciliation"
final class ReconciliationRoutes {
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final Pattern AFTER = Pattern.compile("(-?[0-9]{1,18})_([0-9a-f-]{36})");

  private final LoopContext loop;
  private final Callers callers;
  private final ExchangedBatches exchanged;

  ReconciliationRoutes(LoopContext loop, Callers callers) {
    this.loop = loop;
    this.callers = callers;
    this.exchanged = new ExchangedBatches(loop.pool());
  }

  void mount(Router router) {
    Routing.of(router, loop.vertx())
        .get("/reconciliation" + Paths.CUSTOM, this::answer)
        .get("/reconciliation" + Paths.NATION, this::answer);
  }

  private void answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireJsonAccepted(request);
    RoutingCode of = Paths.authority(context).orElseThrow(() -> unknown(context));
    Directory directory = loop.node().directory();
    Resolution resolution = directory.resolve(of);
    boolean passedOn = resolution instanceof Resolution.Other && directory.relays();
    if (!passedOn && !(resolution instanceof Resolution.Own)) throw unknown(context);
    Directory.Peer caller = callers.peer(request.connection());
    RoutingCode with = Optional.ofNullable(request.getParam("for"))
        .map(text -> RoutingCode.parse(text).orElseThrow(() -> unreadable("for", "country/state")))
        .orElse(caller.code());
    if (!caller.maySpeakFor(with)) {
      throw Refusal.of(ProblemType.NOT_AUTHORISED_FOR_ORIGIN, "it may not ask for " + with);
    }
    LocalDate date = date(request);
    if (resolution instanceof Resolution.Other(var peer)) {
      passOn(context, peer.code(), of, with, date);
      return;
    }
    Scope scope = new Scope(of, with, date);
    boolean detail = "1".equals(request.getParam("detail"));
    (detail ? details(scope, after(request)) : sums(scope, false))
        .onSuccess(document -> Answers.json(context, 200, document))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private Future<JsonObject> sums(Scope scope, boolean detail) {
    return exchanged
        .sum(scope, Side.SENT)
        .compose(sent -> exchanged
            .sum(scope, Side.RECEIVED)
            .map(received -> new JsonObject()
                .put("date", scope.date().toString())
                .put("of", Hal.code(scope.self()))
                .put("with", Hal.code(scope.with()))
                .put("sent", document(sent))
                .put("received", document(received))
                .put(
                    "_links",
                    new JsonObject()
                        .put("self", Hal.link(path(scope) + (detail ? "&detail=1" : ""))))));
  }

  private Future<JsonObject> details(Scope scope, After after) {
    return sums(scope, true)
        .compose(document -> exchanged
            .list(scope, Side.SENT, after)
            .compose(sent -> exchanged.list(scope, Side.RECEIVED, after).map(received -> {
              Optional<After> next = next(sent, received);
              document.getJsonObject("sent").put("list", list(sent, next));
              document.getJsonObject("received").put("list", list(received, next));
              next.ifPresent(place -> document
                  .getJsonObject("_links")
                  .put("next", Hal.link(path(scope) + "&detail=1&after=" + text(place))));
              return document;
            })));
  }

  /* Both sides are shown up to the same place, so that one cursor is enough. */
  private static Optional<After> next(List<Listed> sent, List<Listed> received) {
    Optional<After> next = Optional.empty();
    for (List<Listed> side : List.of(sent, received)) {
      if (side.size() < ExchangedBatches.AT_ONCE) continue;
      After last = new After(side.getLast().createdMillis(), side.getLast().batch());
      if (next.isEmpty() || compare(last, next.get()) < 0) next = Optional.of(last);
    }
    return next;
  }

  private static JsonArray list(List<Listed> side, Optional<After> until) {
    JsonArray list = new JsonArray();
    for (Listed each : side) {
      After place = new After(each.createdMillis(), each.batch());
      if (until.isPresent() && compare(place, until.get()) > 0) break;
      list.add(new JsonObject()
          .put("batch", each.batch().toString())
          .put("created", Instant.ofEpochMilli(each.createdMillis()).toString())
          .put("digest", "sha-256:" + each.digest())
          .put("records", each.records())
          .put("confirmed", each.confirmed())
          .put("blocks", new JsonArray(each.blocks())));
    }
    return list;
  }

  /* As PostgreSQL orders them: ids by their bytes. */
  private static int compare(After one, After other) {
    int times = Long.compare(one.createdMillis(), other.createdMillis());
    return times != 0 ? times : one.batch().toString().compareTo(other.batch().toString());
  }

  private void passOn(
      RoutingContext context, RoutingCode peer, RoutingCode of, RoutingCode with, LocalDate date) {
    String query = "?date=" + date + "&for=" + with.path()
        + ("1".equals(context.request().getParam("detail")) ? "&detail=1" : "")
        + Optional.ofNullable(context.request().getParam("after"))
            .map(after -> "&after=" + text(parsed(after)))
            .orElse("");
    loop.node()
        .calls()
        .get(peer, PeerCalls.Way.STRAIGHT, "/reconciliation/" + of.path() + query, PATIENCE)
        .onSuccess(answer -> answered(context, answer))
        .onFailure(failure -> Answers.refuse(loop.vertx(), context.request(), failure));
  }

  private static void answered(RoutingContext context, Optional<PeerAnswer> answer) {
    Optional<JsonObject> document = answer.flatMap(PeerAnswer::document);
    if (document.isEmpty()) {
      context.response().putHeader("Retry-After", "10");
      Answers.plain(context, 503, "Service Unavailable", "the authority cannot be reached");
      return;
    }
    Answers.json(context, answer.get().status(), document.get());
  }

  private static LocalDate date(HttpServerRequest request) {
    String text = Optional.ofNullable(request.getParam("date")).orElse("");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException none) {
      throw unreadable("date", "a day such as 2026-11-21");
    }
  }

  private static After after(HttpServerRequest request) {
    return Optional.ofNullable(request.getParam("after"))
        .map(ReconciliationRoutes::parsed)
        .orElse(After.START);
  }

  private static After parsed(String text) {
    Matcher matcher = AFTER.matcher(text);
    if (!matcher.matches()) throw unreadable("after", "what the link named");
    try {
      return new After(Long.parseLong(matcher.group(1)), UUID.fromString(matcher.group(2)));
    } catch (IllegalArgumentException none) {
      throw unreadable("after", "what the link named");
    }
  }

  private static String text(After after) {
    return after.createdMillis() + "_" + after.batch();
  }

  private static String path(Scope scope) {
    return "/reconciliation/" + scope.self().path() + "?date=" + scope.date() + "&for="
        + scope.with().path();
  }

  private static JsonObject document(Sum sum) {
    return new JsonObject()
        .put("batches", sum.batches())
        .put("records", sum.records())
        .put("accepted", sum.accepted())
        .put("sum", sum.sum());
  }

  private static Refusal unreadable(String parameter, String what) {
    return Refusal.of(ProblemType.BAD_JSON, parameter + " has to be " + what);
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        ProblemType.UNKNOWN_AUTHORITY,
        "nobody here answers " + context.request().path());
  }
}
