package godwit.http;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Receipt;
import godwit.store.Batches.HeldBatch;
import godwit.store.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// What other authorities, and hubs, may ask of this node.
final class PeerRoutes {
  private static final long MAX_VENUE = 0xFFFF_FFFFL;

  private final LoopContext loop;
  private final Callers callers;
  private final Directory directory;

  PeerRoutes(LoopContext loop, Callers callers) {
    this.loop = loop;
    this.callers = callers;
    this.directory = loop.node().directory();
  }

  Router router() {
    Router router = Router.router(loop.vertx());
    router.route().handler(Answers::echoTrace);
    Routing.of(router, loop.vertx())
        .post("/exposure" + Paths.CUSTOM, this::target, this::exposure)
        .post("/exposure" + Paths.NATION, this::target, this::exposure)
        .post("/exposure" + Paths.NATION + "/:venue", this::target, this::exposure)
        .get("/batch/:id", this::batch);
    new ResolverRoutes(loop.node(), callers).mount(router, loop.vertx());
    Contract.PEERS.mount(router, loop.vertx());
    Routing.of(router, loop.vertx()).otherwiseNotFound();
    return router;
  }

  private void exposure(RoutingContext context) {
    HttpServerRequest request = context.request();
    Target target = target(context);
    RoutingCode code = target.code();
    OptionalLong venue = target.venue();
    boolean relay = target.relay();
    Bodies.requireOctets(request);
    boolean gzip = Bodies.isGzip(request);
    Directory.Peer caller = callers.peer(request.connection());
    String path = "/exposure/" + code.path() + (venue.isPresent() ? "/" + venue.getAsLong() : "");
    RoutingCode destination = relay ? code : directory.self();
    Bodies.proceed(request);
    Body body = BodyGate.of(request);
    loop.node()
        .destinations()
        .id(loop.pool(), destination)
        .map(id -> new ExposureIntake.Address(caller, code, venue, path, id, relay))
        .compose(address ->
            Ingest.of(loop, body, gzip, listener -> new ExposureIntake(loop, address, listener)))
        .onSuccess(receipt -> stored(context, receipt))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private record Target(RoutingCode code, OptionalLong venue, boolean relay) {}

  private Target target(RoutingContext context) {
    RoutingCode code = Paths.authority(context).orElseThrow(() -> unknown(context));
    OptionalLong venue = venue(context);
    Resolution resolution = directory.resolve(code);
    boolean relay = resolution instanceof Resolution.Other && directory.relays();
    if (!relay && !(resolution instanceof Resolution.Own)) throw unknown(context);
    return new Target(code, venue, relay);
  }

  private static void stored(RoutingContext context, Receipt receipt) {
    context.response().putHeader("Location", "/batch/" + receipt.batch());
    Answers.json(context, receipt.duplicate() ? 200 : 201, ReceiptJson.of(receipt));
  }

  /* For its origin, its deliverer and its destination; to others it does not exist. */
  private void batch(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireJsonAccepted(request);
    RoutingCode caller = callers.peer(request.connection()).code();
    UUID id = uuid(context);
    loop.batches()
        .byId(id)
        .map(held -> held.stream().filter(batch -> concerns(batch, caller)).findFirst())
        .compose(found ->
            found.map(held -> describe(held)).orElseGet(() -> Future.failedFuture(unknownBatch())))
        .onSuccess(document -> Answers.json(context, 200, document))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private Future<JsonObject> describe(HeldBatch held) {
    JsonObject document = ReceiptJson.of(held.receipt());
    if (held.receipt().state() != Receipt.State.RELAYED) return Future.succeededFuture(document);
    return loop.deliveries()
        .find(held.receipt().batch(), held.origin())
        .map(outgoing ->
            outgoing.map(PeerRoutes::delivery).map(document::mergeIn).orElse(document));
  }

  private static JsonObject delivery(Outgoing outgoing) {
    String state = outgoing.state().name().toLowerCase(Locale.ROOT);
    JsonObject delivery = new JsonObject().put("state", state).put("attempts", outgoing.attempts());
    outgoing.receipt().ifPresent(receipt -> delivery.put("receipt", new JsonObject(receipt)));
    if (outgoing.state() == Outgoing.State.REFUSED) {
      outgoing.problem().ifPresent(problem -> delivery.put("problem", problem(problem)));
    }
    return new JsonObject().put("delivery", delivery);
  }

  private static JsonObject problem(String text) {
    return text.startsWith("{") ? new JsonObject(text) : new JsonObject().put("detail", text);
  }

  private static boolean concerns(HeldBatch held, RoutingCode caller) {
    List<RoutingCode> parties = List.of(held.origin(), held.destination());
    return parties.contains(caller) || held.deliverer().equals(caller.path());
  }

  private static OptionalLong venue(RoutingContext context) {
    Optional<String> text = Optional.ofNullable(context.pathParam("venue"));
    if (text.isEmpty()) return OptionalLong.empty();
    if (!text.get().matches("[0-9]{1,20}")) throw unknown(context);
    String digits = text.get().replaceFirst("^0+(?=.)", "");
    long venue = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (venue > MAX_VENUE) throw unknown(context);
    return OptionalLong.of(venue);
  }

  private static UUID uuid(RoutingContext context) {
    try {
      return UUID.fromString(String.valueOf(context.pathParam("id")));
    } catch (IllegalArgumentException e) {
      throw unknownBatch();
    }
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        Reason.UNKNOWN_AUTHORITY, "nobody here answers " + context.request().path());
  }

  private static Refusal unknownBatch() {
    return Refusal.of(Reason.UNKNOWN_BATCH, "see the id, and whose certificate asks");
  }
}
