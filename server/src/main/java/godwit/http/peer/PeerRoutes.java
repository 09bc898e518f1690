package godwit.http.peer;

import static godwit.codec.batch.VenueRecord.MAX_VENUE;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.json.BatchJsonReader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Pauses;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.Callers;
import godwit.http.Contract;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.ReceiptJson;
import godwit.http.Refusal;
import godwit.http.ResponseMeters;
import godwit.http.Routing;
import godwit.http.connection.BodyGate;
import godwit.intake.Body;
import godwit.intake.ExposureIntake;
import godwit.intake.Outcome;
import godwit.intake.UploadPump;
import godwit.intake.UploadSource;
import godwit.store.commit.BatchKey;
import godwit.store.commit.Batches.HeldBatch;
import godwit.store.held.Outbreaks;
import godwit.trust.Identity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;

/// What other authorities, and hubs, may ask of this node.
public final class PeerRoutes {

  private final LoopContext loop;
  private final Callers callers;

  public PeerRoutes(LoopContext loop, Callers callers) {
    this.loop = loop;
    this.callers = callers;
  }

  public Router router() {
    Router router = Router.router(loop.vertx());
    router.route().handler(new ResponseMeters(loop.node().metrics(), "peers"));
    router.route().handler(Answers::echoTrace);
    FetchedAuthority fetched = new FetchedAuthority(loop);
    PullRoutes pulls = new PullRoutes(loop, callers, fetched);
    Routing.of(router, loop.vertx())
        .getAndPost("/exposure" + Paths.CUSTOM, fetched::known, pulls::pull, this::exposure)
        .getAndPost("/exposure" + Paths.NATION, fetched::known, pulls::pull, this::exposure)
        .post("/exposure" + Paths.NATION + "/:venue", this::target, this::exposure)
        .get("/batch/:id", this::batch);
    new GatewayRoutes(loop, callers).mount(Routing.of(router, loop.vertx()));
    new CertificationRoutes(loop, callers, fetched).mount(router);
    new ReconciliationRoutes(loop, callers).mount(router);
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
    boolean json = Bodies.isJson(request);
    boolean gzip = Bodies.isGzip(request);
    Directory.Peer caller = callers.peer(request.connection());
    if (loop.node().federation().pauses().isPaused(caller.code(), Pauses.Direction.IN)) {
      throw Refusal.paused("what " + caller.code() + " sends");
    }
    String path = "/exposure/" + code.path() + (venue.isPresent() ? "/" + venue.getAsLong() : "");
    RoutingCode destination = relay ? code : loop.node().directory().self();
    Bodies.proceed(request);
    Body body = BodyGate.of(request);
    Future.all(loop.row(destination), loop.row(target.authority()))
        .compose(rows -> {
          int row = rows.resultAt(0);
          ExposureIntake.Way way = relay
              ? new ExposureIntake.Way.Relayed(row, rows.resultAt(1), path)
              : new ExposureIntake.Way.Kept(row);
          var arrival = new ExposureIntake.Arrival(caller, code, venue, way, json);
          return UploadPump.run(
              loop.intake(),
              UploadSource.PEER,
              body,
              gzip,
              json ? BatchJsonReader::new : BatchDecoder::new,
              (segments, blockPointer) ->
                  new ExposureIntake(loop.intake(), arrival, segments, blockPointer));
        })
        .onSuccess(outcome -> answer(context, outcome))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* Whom the path names, and the authority that answers for it. */
  private record Target(
      RoutingCode code, RoutingCode authority, OptionalLong venue, boolean relay) {}

  private Target target(RoutingContext context) {
    RoutingCode code = Paths.authority(context).orElseThrow(() -> unknown(context));
    OptionalLong venue = venue(context);
    Directory directory = loop.node().directory();
    return switch (directory.resolve(code)) {
      case Resolution.Own _ -> new Target(code, directory.self(), venue, false);
      case Resolution.Other(var peer)
      when directory.relays() -> new Target(code, peer.code(), venue, true);
      case Resolution.Other _, Resolution.Unknown _ -> throw unknown(context);
    };
  }

  private static void answer(RoutingContext context, Outcome outcome) {
    if (outcome instanceof Outcome.Stored(Receipt receipt)) {
      context.response().putHeader("Location", "/batch/" + receipt.batch());
    }
    Answers.outcome(context, outcome, ReceiptJson::of);
  }

  /* For its origin, its deliverer and its destination; to others it does not exist. */
  private void batch(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireJsonAccepted(request);
    Predicate<HeldBatch> mine = concerned(request);
    UUID id = uuid(context);
    loop.batches()
        .byId(id)
        .map(held -> held.stream().filter(mine).findFirst())
        .compose(found -> found
            .map(held -> BatchStatus.of(held, loop.deliveries()))
            .orElseGet(() -> Future.failedFuture(unknownBatch())))
        .onSuccess(document -> Answers.json(context, 200, document))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* A gateway sees what was brought in the name of its venue. */
  private Predicate<HeldBatch> concerned(HttpServerRequest request) {
    Optional<Identity.Gateway> gateway = callers.gateway(request.connection());
    if (gateway.isPresent()) {
      UUID subject = Outbreaks.subject(gateway.get().authority(), gateway.get().venue());
      String deliverer = BatchKey.ofSubject(subject, subject).scope();
      return held -> held.deliverer().equals(deliverer);
    }
    RoutingCode caller = callers.peer(request.connection()).code();
    return held -> List.of(held.origin(), held.destination()).contains(caller)
        || held.deliverer().equals(caller.path());
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
        ProblemType.UNKNOWN_AUTHORITY,
        "nobody here answers " + context.request().path());
  }

  private static Refusal unknownBatch() {
    return Refusal.of(ProblemType.UNKNOWN_BATCH, "see the id, and whose certificate asks");
  }
}
