package godwit.http;

import godwit.domain.Receipt;
import godwit.store.Permissions;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What this authority's own phones may ask.
final class DeviceRoutes {
  private static final String BEARER = "Bearer ";
  private static final Duration TOKEN_LASTS = Duration.ofHours(24);
  private static final int POLL_SECONDS = 300;

  private final LoopContext loop;
  private final Permissions permissions;
  private final UploadAuthorisations secrets = new UploadAuthorisations(new SecureRandom());

  DeviceRoutes(LoopContext loop) {
    this.loop = loop;
    this.permissions = new Permissions(loop.pool(), loop.node().clock());
  }

  Router router() {
    Router router = Router.router(loop.vertx());
    router.route().handler(Answers::echoTrace);
    Routing.of(router, loop.vertx())
        .post("/authorisation", this::authorisation)
        .post("/contact", this::contact)
        .get("/config", this::config);
    new ListRoutes(loop).mount(router);
    Contract.DEVICES.mount(router, loop.vertx());
    Routing.of(router, loop.vertx()).otherwiseNotFound();
    return router;
  }

  private void authorisation(RoutingContext context) {
    String token = secrets.newToken();
    Instant expires =
        loop.node().clock().instant().plus(TOKEN_LASTS).truncatedTo(ChronoUnit.SECONDS);
    SmallJson.read(context.request())
        .compose(body -> redeem(SmallJson.text(body, "code"), token, expires))
        .onSuccess(_ -> Answers.json(
            context,
            201,
            new JsonObject()
                .put("token", token)
                .put("expires", expires.toString())
                .put("_links", new JsonObject().put("contact", Hal.link("/contact")))))
        .onFailure(failure -> Answers.refuse(loop.vertx(), context.request(), failure));
  }

  private Future<Void> redeem(String typed, String token, Instant expires) {
    Optional<String> code = UploadAuthorisations.code(typed);
    if (code.isEmpty()) return Future.failedFuture(badToken("a code has 16 characters"));
    return permissions
        .redeem(UploadAuthorisations.hash(code.get()), UploadAuthorisations.hash(token), expires)
        .compose(id -> id.isPresent()
            ? Future.succeededFuture()
            : Future.failedFuture(badToken("ask for a new code")));
  }

  private void contact(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireOctets(request);
    boolean gzip = Bodies.isGzip(request);
    String header =
        Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)).orElse("");
    if (!header.startsWith(BEARER)) throw badToken("send Authorization: Bearer, with a token");
    byte[] token = UploadAuthorisations.hash(header.substring(BEARER.length()).strip());
    Body body = BodyGate.of(request);
    permissions
        .find(token)
        .compose(found -> {
          Permissions.Permission permission =
              found.orElseThrow(() -> badToken("ask for a new code"));
          Bodies.proceed(request);
          return Ingest.of(
              loop,
              body,
              gzip,
              listener -> new ContactIntake(loop, permission.id(), permission.ground(), listener));
        })
        .onSuccess(receipt -> stored(context, receipt))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* What ended before the window is of no use to anybody: a phone may forget it. */
  private void stored(RoutingContext context, Receipt receipt) {
    LocalDate first = LocalDate.ofEpochDay(loop.node().window().first());
    String deleteBefore = first.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    context.response().putHeader("Delete-Before", deleteBefore);
    Answers.json(
        context,
        receipt.duplicate() ? 200 : 201,
        ReceiptJson.of(receipt).put("deleteBefore", deleteBefore));
  }

  private void config(RoutingContext context) {
    Bodies.requireJsonAccepted(context.request());
    JsonObject links = new JsonObject()
        .put("self", Hal.link("/config"))
        .put("authorisation", Hal.link("/authorisation"))
        .put("contact", Hal.link("/contact"))
        .put("exposure-list", Hal.link("/exposure-list"));
    Answers.json(
        context,
        200,
        new JsonObject()
            .put("mechanism", loop.node().mechanism().word())
            .put("windowDays", loop.node().limits().windowPastDays())
            .put("pollSeconds", POLL_SECONDS)
            .put("_links", links));
  }

  private static Refusal badToken(String detail) {
    return Refusal.of(Reason.BAD_TOKEN, detail);
  }
}
