package godwit.http.device;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.PayloadFamily;
import godwit.domain.ProblemType;
import godwit.domain.home.HomeSystem;
import godwit.domain.home.Issue;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.CodeTries;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.store.status.Registrations;
import godwit.store.status.Registrations.Registered;
import godwit.store.status.Subtotals;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/// What phones of centralised systems ask: identifiers to broadcast, and whether they were exposed.
/*
 * A registration is proved by its secret, of 256 bits, whose hash alone is kept; what a phone
 * broadcasts proves nothing. Tries that fail are counted by address, as those of codes are.
 */
final class StatusRoutes {
  private static final int SECONDS_OF_DAY = (int) Duration.ofDays(1).toSeconds();
  private static final int TRIES = 4;

  private final LoopContext loop;
  private final HomeSystem home;
  private final Registrations registrations;
  private final Subtotals subtotals;
  private final StatusJson json;
  private final UploadAuthorisations secrets = new UploadAuthorisations(new SecureRandom());

  private StatusRoutes(LoopContext loop, HomeSystem home) {
    this.loop = loop;
    this.home = home;
    this.registrations = new Registrations(loop.pool());
    this.subtotals = new Subtotals(loop.pool());
    this.json = new StatusJson(loop.node().guidance());
  }

  /// Adds them where this authority has such users.
  static void mount(Routing routing, LoopContext loop) {
    loop.node().intake().home().ifPresent(home -> {
      StatusRoutes routes = new StatusRoutes(loop, home);
      routing.postAndDelete("/register", routes::register, routes::erase);
      routing.post("/status", routes::status);
    });
  }

  /// A registration, by its secret and what is known of it.
  private record Known(String secret, Registered registered, PayloadFamily family) {}

  private void register(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireJsonAccepted(request);
    Optional<String> secret = DeviceRoutes.bearerText(request);
    SmallJson.bytes(request)
        .compose(body -> secret.isPresent()
            ? known(request, secret.get())
                .compose(known ->
                    registrations.seen(known.registered().user(), today()).map(known))
            : added(request, SmallJson.parse(body)))
        .compose(known -> issued(known).map(issue -> document(known, issue)))
        .onSuccess(document -> Answers.json(context, secret.isPresent() ? 200 : 201, document))
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private Future<Known> added(HttpServerRequest request, JsonObject body) {
    String label = SmallJson.text(body, "family");
    PayloadFamily family = home.families().stream()
        .filter(each -> each.label().equals(label))
        .findFirst()
        .orElseThrow(() -> Refusal.at(
            ProblemType.BAD_JSON, "/family", "nobody here registers users of such a family"));
    var _ = loop.node().registrations().begin(request.remoteAddress().hostAddress());
    return added(family, TRIES);
  }

  /* Two secrets may make one user, since ids inside identifiers are short: then another is made. */
  private Future<Known> added(PayloadFamily family, int tries) {
    String secret = secrets.newToken();
    byte[] hash = UploadAuthorisations.hash(secret);
    return loop.vertx()
        .executeBlocking(() -> home.user(family, Bytes.copyOf(hash)), false)
        .map(Objects::requireNonNull)
        .compose(user -> {
          byte[] key = user.orElseThrow(() -> Refusal.at(
                  ProblemType.BAD_JSON, "/family", "nobody here registers users of such a family"))
              .toArray();
          var registered = new Registered(Buffer.buffer(key), family.label());
          return registrations.add(key, hash, family.label(), today()).compose(added -> {
            if (added) return Future.succeededFuture(new Known(secret, registered, family));
            if (tries > 1) return added(family, tries - 1);
            return Future.failedFuture(new IllegalStateException("no id is free"));
          });
        });
  }

  private Future<Issue> issued(Known known) {
    Bytes registration = Bytes.copyOf(UploadAuthorisations.hash(known.secret()));
    return loop.vertx()
        .executeBlocking(
            () -> home.issue(known.family(), registration, loop.node().clock().instant()), false)
        .map(Objects::requireNonNull);
  }

  private static JsonObject document(Known known, Issue issue) {
    boolean text = known.family() == PayloadFamily.BLUETRACE;
    JsonArray identifiers = new JsonArray();
    for (Bytes each : issue.identifiers()) {
      identifiers.add(text ? new String(each.toArray(), StandardCharsets.US_ASCII) : base64(each));
    }
    JsonObject document = new JsonObject()
        .put("registration", known.secret())
        .put("family", known.family().label())
        .put("from", issue.from().toString())
        .put("until", issue.until().toString())
        .put("seconds", issue.seconds())
        .put("identifiers", identifiers);
    issue.key().ifPresent(key -> document.put("key", base64(key)));
    return document
        .put("statusAt", statusAt(known.registered()).toString())
        .put(
            "_links",
            new JsonObject().put("self", Hal.link("/register")).put("status", Hal.link("/status")));
  }

  /* The same each day, and spread over the day: when a phone asks says nothing of why. */
  private static LocalTime statusAt(Registered registered) {
    int number = ByteBuffer.wrap(Arrays.copyOf(registered.user().getBytes(), Integer.BYTES))
        .getInt();
    return LocalTime.ofSecondOfDay(Math.floorMod(number, SECONDS_OF_DAY));
  }

  private void status(RoutingContext context) {
    HttpServerRequest request = context.request();
    Bodies.requireJsonAccepted(request);
    String secret = required(request);
    LocalDate first = LocalDate.ofEpochDay(loop.node().window().first());
    SmallJson.bytes(request)
        .compose(_ -> known(request, secret))
        .compose(known -> subtotals.of(known.registered().user(), first))
        .onSuccess(sums -> {
          context
              .response()
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader(HttpHeaders.CONTENT_TYPE, Answers.jsonType(request));
          Answers.end(request, json.of(sums, loop.node().window()));
        })
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  private void erase(RoutingContext context) {
    HttpServerRequest request = context.request();
    String secret = required(request);
    SmallJson.bytes(request)
        .compose(_ -> known(request, secret))
        .compose(_ -> registrations.erase(UploadAuthorisations.hash(secret)))
        .onSuccess(_ -> context.response().setStatusCode(204).end())
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* Fails with 401 where nobody has this secret. */
  private Future<Known> known(HttpServerRequest request, String secret) {
    CodeTries.Try attempt =
        loop.node().registrations().begin(request.remoteAddress().hostAddress());
    return registrations
        .find(UploadAuthorisations.hash(secret))
        .onFailure(_ -> attempt.giveBack()) // the database failed, not the secret
        .compose(found -> {
          Optional<PayloadFamily> family = found.flatMap(each -> home.families().stream()
              .filter(one -> one.label().equals(each.family()))
              .findFirst());
          if (family.isEmpty()) return Future.failedFuture(unknown());
          attempt.giveBack();
          return Future.succeededFuture(new Known(secret, found.orElseThrow(), family.get()));
        });
  }

  private static String required(HttpServerRequest request) {
    return DeviceRoutes.bearerText(request).orElseThrow(StatusRoutes::unknown);
  }

  private LocalDate today() {
    return loop.node().intake().today();
  }

  private static String base64(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  private static Refusal unknown() {
    return Refusal.of(
        ProblemType.BAD_TOKEN, "send Authorization: Bearer, with the secret of a registration");
  }
}
