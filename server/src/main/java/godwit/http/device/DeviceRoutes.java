package godwit.http.device;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.json.ContactJsonReader;
import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.CodeTries;
import godwit.http.Contract;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.ReceiptJson;
import godwit.http.Refusal;
import godwit.http.ResponseMeters;
import godwit.http.Routing;
import godwit.http.SealingJson;
import godwit.http.SmallJson;
import godwit.http.connection.BodyGate;
import godwit.intake.Body;
import godwit.intake.ContactIntake;
import godwit.intake.HeldIntake;
import godwit.intake.Intake;
import godwit.intake.Outcome;
import godwit.intake.UploadPump;
import godwit.intake.UploadSource;
import godwit.store.cases.EventIds;
import godwit.store.cases.Permissions;
import godwit.store.held.Enrolments.Enrolment;
import godwit.store.held.HeldKeys;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// What this authority's own phones may ask.
public final class DeviceRoutes {
  private static final String BEARER = "Bearer ";
  private static final Duration TOKEN_LASTS = Duration.ofHours(24);
  private static final int POLL_SECONDS = 300;

  private final LoopContext loop;
  private final ListRoutes list;
  private final Permissions permissions;
  private final Enrolling enrolling;
  private final UploadAuthorisations secrets = new UploadAuthorisations(new SecureRandom());

  public DeviceRoutes(LoopContext loop) {
    this.loop = loop;
    this.list = new ListRoutes(loop);
    this.permissions = new Permissions(loop.pool(), loop.node().clock());
    this.enrolling = new Enrolling(loop);
  }

  public Router router() {
    Router router = Router.router(loop.vertx());
    router.route().handler(new ResponseMeters(loop.node().metrics(), "devices"));
    router.route().handler(Answers::echoTrace);
    Routing routing = Routing.of(router, loop.vertx())
        .post("/authorisation", this::authorisation)
        .post("/contact", this::contact)
        .get("/config", this::config);
    StatusRoutes.mount(routing, loop);
    list.mount(router);
    Contract.DEVICES.mount(router, loop.vertx());
    Routing.of(router, loop.vertx()).otherwiseNotFound();
    return router;
  }

  private void authorisation(RoutingContext context) {
    String token = secrets.newToken();
    HttpServerRequest request = context.request();
    Optional<byte[]> enrolment = bearer(request);
    SmallJson.read(request)
        .compose(body -> enrolling
            .require(enrolment)
            .compose(_ -> redeem(request, body, UploadAuthorisations.hash(token), enrolment)))
        .onSuccess(expires -> Answers.json(
            context,
            201,
            new JsonObject()
                .put("token", token)
                .put("expires", expires.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("_links", new JsonObject().put("contact", Hal.link("/contact")))))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* Until when the token lasts. */
  private Future<Instant> redeem(
      HttpServerRequest request, JsonObject body, byte[] token, Optional<byte[]> enrolment) {
    Optional<String> code = UploadAuthorisations.code(SmallJson.text(body, "code"));
    Optional<Boolean> agreed = SmallJson.flag(body, "crossBorder");
    if (code.isEmpty()) return Future.failedFuture(badCode("a code has 16 characters"));
    byte[] hash = UploadAuthorisations.hash(code.get());
    Instant expires = loop.node().clock().instant().plus(TOKEN_LASTS);
    CodeTries.Try attempt =
        loop.node().codeTries().begin(request.remoteAddress().hostAddress());
    return permissions
        .redeem(hash, token, expires, agreed)
        .compose(id -> id.isPresent()
            ? enrolling.bind(enrolment, id.get()).map(Optional.of(expires))
            : enrolling.redeem(hash, token))
        .onFailure(_ -> attempt.giveBack()) // the database failed, not the code
        .compose(lasts -> {
          if (lasts.isEmpty()) return Future.failedFuture(badCode("ask for a new code"));
          attempt.giveBack();
          return Future.succeededFuture(lasts.get());
        });
  }

  private static Optional<byte[]> bearer(HttpServerRequest request) {
    return bearerText(request).map(UploadAuthorisations::hash);
  }

  /// What a request is authorised by, as the phone has it.
  static Optional<String> bearerText(HttpServerRequest request) {
    String header =
        Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)).orElse("");
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private void contact(RoutingContext context) {
    HttpServerRequest request = context.request();
    UploadPump.Form form = form(request);
    boolean gzip = Bodies.isGzip(request);
    byte[] token =
        bearer(request).orElseThrow(() -> badToken("send Authorization: Bearer, with a token"));
    Body body = BodyGate.of(request);
    intake(token, Bodies.isJson(request))
        .compose(intake -> {
          Bodies.proceed(request);
          return UploadPump.run(loop.intake(), UploadSource.DEVICE, body, gzip, form, intake);
        })
        .onSuccess(outcome -> answer(context, outcome))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* Under a case, be it that of an enrolment; or held, until there is one. */
  private Future<Intake.Factory> intake(byte[] token, boolean document) {
    return permissions
        .find(token)
        .compose(found -> found.isPresent()
            ? scored(found.get(), document)
            : enrolling.find(token).compose(enrolled -> {
              Enrolment enrolment = enrolled.orElseThrow(() -> badToken("ask for a new code"));
              if (enrolment.permission().isPresent()) {
                return scored(enrolment.permission().get(), document);
              }
              HeldKeys keys = loop.node().holding().orElseThrow().keys();
              return Future.succeededFuture((segments, _) ->
                  new HeldIntake(loop.intake(), keys, enrolment.subject(), document, segments));
            }));
  }

  private Future<Intake.Factory> scored(Permissions.Permission permission, boolean document) {
    return arrival(permission, document)
        .map(arrival -> (segments, _) -> new ContactIntake(loop.intake(), arrival, segments));
  }

  private Future<ContactIntake.Arrival> arrival(
      Permissions.Permission permission, boolean document) {
    Future<EventIds> known = permission.uploads() == 0
        ? Future.succeededFuture(EventIds.NONE)
        : EventIds.of(loop.pool(), permission.caseId(), 0);
    return known.map(events -> new ContactIntake.Arrival(
        permission.id(), permission.caseId(), permission.ground(), events, document));
  }

  private UploadPump.Form form(HttpServerRequest request) {
    if (!Bodies.isJson(request)) return BatchDecoder::new;
    RoutingCode app = loop.node().directory().self();
    return (sink, pieces) -> new ContactJsonReader(sink, pieces, app);
  }

  /* What ended before the window is of no use to anybody: a phone may forget it. */
  private void answer(RoutingContext context, Outcome outcome) {
    if (!(outcome instanceof Outcome.Stored)) {
      Answers.outcome(context, outcome, ReceiptJson::unlinked);
      return;
    }
    LocalDate first = LocalDate.ofEpochDay(loop.node().window().first());
    String deleteBefore = first.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    context.response().putHeader("Delete-Before", deleteBefore);
    Answers.outcome(
        context,
        outcome,
        receipt -> ReceiptJson.unlinked(receipt).put("deleteBefore", deleteBefore));
  }

  private void config(RoutingContext context) {
    Bodies.requireJsonAccepted(context.request());
    JsonObject links = new JsonObject()
        .put("self", Hal.link("/config"))
        .put("authorisation", Hal.link("/authorisation"))
        .put("contact", Hal.link("/contact"))
        .put("exposure-list", Hal.link("/exposure-list"))
        .put("venue-list", Hal.link("/venue-list"));
    if (loop.node().intake().home().isPresent()) {
      links.put("register", Hal.link("/register")).put("status", Hal.link("/status"));
    }
    Answers.json(
        context,
        200,
        new JsonObject()
            .put("authority", Hal.code(loop.node().directory().self()))
            .put("partitions", list.partitions())
            .put("mechanism", loop.node().intake().scoring().mechanism().word())
            .put("threshold", loop.node().guidance().threshold())
            .put("thresholds", thresholds())
            .put("windowDays", loop.node().limits().windowPastDays())
            .put("pollSeconds", POLL_SECONDS)
            .put("mix", Hal.mix(loop.node().intake().mix()))
            .put(
                "sealing",
                SealingJson.of(loop.node().sealing(loop.node().directory().self())))
            .put("advice", advice())
            .put("registers", registers())
            .put("_links", links));
  }

  private JsonArray registers() {
    JsonArray labels = new JsonArray();
    loop.node()
        .intake()
        .home()
        .ifPresent(home ->
            home.families().stream().map(PayloadFamily::label).sorted().forEach(labels::add));
    return labels;
  }

  private JsonObject thresholds() {
    JsonObject thresholds = new JsonObject();
    loop.node()
        .guidance()
        .thresholds()
        .forEach((mechanism, minutes) -> thresholds.put(mechanism.toString(), minutes));
    return thresholds;
  }

  private JsonObject advice() {
    JsonObject advice = new JsonObject();
    loop.node()
        .guidance()
        .advice()
        .forEach((riskType, texts) -> advice.put(riskType, new JsonObject(Map.copyOf(texts))));
    return advice;
  }

  /* A code comes in the body: there is no challenge of HTTP to answer with. */
  private static Refusal badCode(String detail) {
    return Refusal.of(ProblemType.BAD_CODE, detail);
  }

  private static Refusal badToken(String detail) {
    return Refusal.of(ProblemType.BAD_TOKEN, detail);
  }
}
