package godwit.http.peer;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.json.ContactJsonReader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.Callers;
import godwit.http.Hal;
import godwit.http.LongPolls;
import godwit.http.LoopContext;
import godwit.http.ReceiptJson;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.connection.BodyGate;
import godwit.intake.Body;
import godwit.intake.HeldIntake;
import godwit.intake.Outcome;
import godwit.intake.UploadPump;
import godwit.intake.UploadSource;
import godwit.store.held.HeldKeys;
import godwit.store.held.Holding;
import godwit.store.held.Outbreaks;
import godwit.store.held.Outbreaks.Outbreak;
import godwit.store.venue.Venues;
import godwit.trust.Identity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What gateways of this authority's venues may ask: contact events are held, sealed, in the name
/// of
/// their venue; open outbreaks of the venue are told.
///
/// - shape: a contact batch in octets or JSON, with `Venue-Request: ID` where it answers one;
///   `{"requests": [{"id", "area", "from", "to"}], "_links"}`
/// - units: `Prefer: wait` in seconds, at most [Prefer#MAX_WAIT_SECONDS]
/// - errors: 403 `unknown-peer` for who is no gateway of a venue that is registered here
/// - source: docs/protocol.md, "Venue gateways"
final class GatewayRoutes {
  private static final String ANSWERED = "Venue-Request";

  private final LoopContext loop;
  private final Callers callers;
  private final LongPolls polls;
  private final WaitingCallers<Asking> waiting;
  private Optional<Instant> seen = Optional.empty();

  GatewayRoutes(LoopContext loop, Callers callers) {
    this.loop = loop;
    this.callers = callers;
    this.polls = loop.node().polls();
    this.waiting = new WaitingCallers<>(loop.vertx(), polls, this::look);
  }

  void mount(Routing routing) {
    routing.post("/contact", this::contact).get("/venue-request", this::requests);
  }

  private void contact(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean json = Bodies.isJson(request);
    boolean gzip = Bodies.isGzip(request);
    Identity.Gateway gateway = gateway(request);
    HeldKeys keys = loop.node().holding().map(Holding::keys).orElseThrow(GatewayRoutes::unready);
    UUID subject = Outbreaks.subject(gateway.authority(), gateway.venue());
    Optional<UUID> answers = answers(request);
    Body body = BodyGate.of(request);
    registered(gateway)
        .compose(_ -> {
          Bodies.proceed(request);
          return UploadPump.run(
              loop.intake(),
              UploadSource.GATEWAY,
              body,
              gzip,
              form(json),
              (segments, _) -> new HeldIntake(loop.intake(), keys, subject, json, segments));
        })
        .compose(outcome -> answers.isPresent() && outcome instanceof Outcome.Stored
            ? Outbreaks.answered(loop.pool(), subject, gateway.name(), answers.get())
                .map(outcome)
            : Future.succeededFuture(outcome))
        .onSuccess(outcome -> Answers.outcome(context, outcome, ReceiptJson::of))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private UploadPump.Form form(boolean json) {
    if (!json) return BatchDecoder::new;
    RoutingCode app = loop.node().directory().self();
    return (sink, pieces) -> new ContactJsonReader(sink, pieces, app);
  }

  private void requests(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireJsonAccepted(request);
    Identity.Gateway gateway = gateway(request);
    UUID subject = Outbreaks.subject(gateway.authority(), gateway.venue());
    int seconds = Prefer.waitSeconds(request);
    String who = gateway.authority().path() + "/" + gateway.venue();
    registered(gateway)
        .compose(_ -> Outbreaks.unanswered(loop.pool(), subject, gateway.name()))
        .compose(open -> {
          if (!open.isEmpty() || seconds == 0) return Future.succeededFuture(open);
          return awaited(context, who, new Asking(subject, gateway.name()), 1_000L * seconds);
        })
        .onSuccess(open -> answer(context, open, seconds))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* What one waits for: an outbreak that this gateway has not answered. */
  private record Asking(UUID subject, String gateway) {}

  /* Another node may have been told of it, so the database is asked: once for all who wait. */
  private Future<List<Outbreak>> awaited(
      RoutingContext context, String who, Asking what, long millis) {
    var waiter = waiting.enter(who, what, millis, context.response());
    if (waiter.isEmpty()) return Future.succeededFuture(List.of());
    look(waiter.get()); // for what was declared since the own look
    return waiter.get().over().future().compose(_ -> unanswered(what));
  }

  private void look() {
    if (polls.isClosed()) {
      waiting.all().forEach(waiter -> waiter.over().tryComplete());
      return;
    }
    Outbreaks.latestDeclared(loop.pool()).onSuccess(newest -> {
      if (newest.equals(seen)) return;
      seen = newest;
      waiting.all().forEach(this::look);
    });
  }

  private void look(WaitingCallers.Waiter<Asking> waiter) {
    unanswered(waiter.what()).onFailure(waiter.over()::tryFail).onSuccess(open -> {
      if (!open.isEmpty()) waiter.over().tryComplete();
    });
  }

  private Future<List<Outbreak>> unanswered(Asking what) {
    return Outbreaks.unanswered(loop.pool(), what.subject(), what.gateway());
  }

  private static void answer(RoutingContext context, List<Outbreak> open, int seconds) {
    if (context.response().ended() || context.response().closed()) return;
    JsonArray requests = new JsonArray();
    for (Outbreak each : open) {
      JsonObject request = new JsonObject().put("id", each.id().toString());
      each.window().area().ifPresent(area -> request.put("area", area));
      requests.add(request
          .put("from", each.window().from().toString())
          .put("to", each.window().to().toString()));
    }
    if (seconds > 0) context.response().putHeader("Preference-Applied", "wait=" + seconds);
    Answers.json(
        context,
        200,
        new JsonObject()
            .put("requests", requests)
            .put(
                "_links",
                new JsonObject()
                    .put("self", Hal.link("/venue-request"))
                    .put("contact", Hal.link("/contact"))));
  }

  private Identity.Gateway gateway(HttpServerRequest request) {
    return callers
        .gateway(request.connection())
        .orElseThrow(() -> Refusal.of(
            ProblemType.UNKNOWN_PEER, "only a gateway of a venue, by its certificate, may"));
  }

  private Future<Void> registered(Identity.Gateway gateway) {
    return Venues.isRegistered(loop.pool(), gateway.authority(), gateway.venue())
        .compose(there -> there
            ? Future.succeededFuture()
            : Future.failedFuture(Refusal.of(
                ProblemType.UNKNOWN_PEER, "venue " + gateway.venue() + " is not registered")));
  }

  private static Optional<UUID> answers(HttpServerRequest request) {
    String text = request.getHeader(ANSWERED);
    if (text == null) return Optional.empty();
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static Refusal unready() {
    return Refusal.of(
        ProblemType.OVERLOADED, "this authority has no key to hold events with (keys.held)");
  }
}
