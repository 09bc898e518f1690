package godwit.http.ops;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.Directory.Resolution;
import godwit.domain.ProblemType;
import godwit.exchange.PeerCalls;
import godwit.exchange.PeerCalls.PeerAnswer;
import godwit.http.Answers;
import godwit.http.CaseJson;
import godwit.http.Hal;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.SmallJson;
import godwit.http.certification.Certification;
import godwit.http.certification.CertificationProof;
import godwit.store.Destinations;
import godwit.store.cases.Permissions;
import godwit.store.cases.WaitingClaims;
import godwit.store.held.Enrolments;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Codes that health staff hand to those whose case is confirmed: users of this authority, and
/// users of others, whose home authorities are asked to take them.
final class CodeRoute {
  private static final Duration CODE_LASTS = Certification.LASTS;

  /// By how much the home authority's clock may be behind.
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /// How long home authorities and hubs are tried, while staff wait.
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final String CASE = "case";
  private static final String HELD = "held";
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int WAITING = 202;

  private final Vertx vertx;
  private final NodeContext node;
  private final Pool pool;
  private final Permissions permissions;
  private final WaitingClaims claims;
  private final Optional<Enrolments> enrolments;
  private final Destinations destinations = new Destinations();
  private final UploadAuthorisations secrets = new UploadAuthorisations(new SecureRandom());

  /// @param enrolments of phones that upload all the time, where their events are held
  CodeRoute(Vertx vertx, NodeContext node, Pool pool, Optional<Enrolments> enrolments) {
    this.enrolments = enrolments;
    this.vertx = vertx;
    this.node = node;
    this.pool = pool;
    this.permissions = new Permissions(pool, node.clock());
    this.claims = new WaitingClaims(pool);
  }

  void issue(RoutingContext context) {
    String code = secrets.newCode();
    Instant expires = expires(CODE_LASTS);
    byte[] hash = UploadAuthorisations.hash(code);
    SmallJson.read(context.request())
        .compose(body -> SmallJson.flag(body, HELD).orElse(false)
            ? enrol(hash, expires).map(Optional.<UUID>empty())
            : (body.containsKey(CASE) ? another(body, hash, expires) : first(body, hash, expires))
                .map(Optional::of))
        .onSuccess(caseId -> {
          JsonObject issued = new JsonObject().put("code", code).put("expires", expires.toString());
          caseId.ifPresent(id -> issued.put(CASE, id.toString()));
          Answers.json(context, CREATED, issued);
        })
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private Future<Void> enrol(byte[] codeHash, Instant expires) {
    return enrolments
        .map(each -> each.issue(codeHash, expires))
        .orElseThrow(
            () -> CaseJson.broken("/held", "this node holds no contact events: see keys.held"));
  }

  private Future<UUID> first(JsonObject body, byte[] codeHash, Instant expires) {
    UUID caseId = UUID.randomUUID();
    return permissions.issue(caseId, codeHash, expires, confirmed(body)).map(caseId);
  }

  /* What was found stays as it was written: who has found something else revokes first. */
  private Future<UUID> another(JsonObject body, byte[] codeHash, Instant expires) {
    UUID caseId = caseId(body);
    for (String member : List.of("riskType", "testDate", "onset")) {
      if (body.containsKey(member)) {
        throw CaseJson.broken("/" + member, "a case has its " + member + " already");
      }
    }
    return permissions
        .issueAnother(caseId, codeHash, expires, SmallJson.flag(body, "crossBorder"))
        .map(issued -> {
          if (issued) return caseId;
          throw CaseJson.broken("/case", "no such case, or none any more");
        });
  }

  private static UUID caseId(JsonObject body) {
    try {
      return UUID.fromString(SmallJson.text(body, CASE));
    } catch (IllegalArgumentException notOne) {
      throw CaseJson.broken("/case", "case is the id that `code issue` printed");
    }
  }

  /// Makes a code for a user of another authority, once that has taken note of its claim.
  void certify(RoutingContext context) {
    String code = secrets.newCode();
    Instant expires = expires(CODE_LASTS.minus(CLOCKS_DIFFER));
    SmallJson.read(context.request())
        .compose(body -> {
          RoutingCode home = home(body);
          Certification unsigned = new Certification(
              UploadAuthorisations.hash(code),
              CaseJson.of(body, CaseJson.personRiskType(CaseJson.staffRiskType(body))),
              expires,
              Optional.of(node.directory().self()),
              Optional.empty());
          Certification asked = CertificationProof.signed(
              unsigned,
              node.directory().self(),
              home,
              node.federation().current().keys().inUse());
          asked.judge(node.window(), node.clock().instant());
          return waitsFor(home)
              .map(peer -> keep(context, home, peer, asked, code, expires))
              .orElseGet(() -> ask(home, asked).map(answer -> {
                answer(context, home, answer, code, expires);
                return home;
              }));
        })
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  /* The peer that fetches what is for the home authority, where one does. */
  private Optional<RoutingCode> waitsFor(RoutingCode home) {
    return node.directory().resolve(home) instanceof Resolution.Other(var peer)
            && node.federation().current().waitsFor(peer.code())
        ? Optional.of(peer.code())
        : Optional.empty();
  }

  private Future<RoutingCode> keep(
      RoutingContext context,
      RoutingCode home,
      RoutingCode peer,
      Certification asked,
      String code,
      Instant expires) {
    return destinations
        .id(pool, peer)
        .compose(row -> claims.add(row, asked.document().toBuffer(), asked.expires()))
        .map(kept -> {
          if (kept) {
            Answers.json(context, CREATED, certified(home, code, expires).put("waiting", true));
          } else {
            context.response().putHeader("Retry-After", "60");
            Answers.plain(context, 503, "Service Unavailable", "too much waits for " + home);
          }
          return home;
        });
  }

  private Future<Optional<PeerAnswer>> ask(RoutingCode home, Certification asked) {
    return switch (node.directory().resolve(home)) {
      case Resolution.Own _ ->
        Future.failedFuture(
            CaseJson.broken("/home", "users of this authority get a code without asking"));
      case Resolution.Unknown _ ->
        Future.failedFuture(
            Refusal.at(ProblemType.UNKNOWN_AUTHORITY, "/home", "no peer answers for " + home));
      case Resolution.Other(var peer) ->
        node.calls()
            .post(
                peer.code(),
                PeerCalls.Way.OR_THROUGH_HUB,
                "/certification/" + home.path(),
                asked.document().toBuffer(),
                PATIENCE);
    };
  }

  private static void answer(
      RoutingContext context,
      RoutingCode home,
      Optional<PeerAnswer> answer,
      String code,
      Instant expires) {
    if (answer.isEmpty()) {
      context.response().putHeader("Retry-After", "10");
      Answers.plain(
          context, 503, "Service Unavailable", "neither " + home + " nor a hub can be reached");
      return;
    }
    int status = answer.get().status();
    if (status != CREATED && status != OK && status != WAITING) {
      Answers.plain(
          context, 502, "Bad Gateway", home + " answered " + status + reason(answer.get()));
      return;
    }
    JsonObject document = certified(home, code, expires);
    if (status == WAITING) document.put("waiting", true);
    Answers.json(context, CREATED, document);
  }

  private static JsonObject certified(RoutingCode home, String code, Instant expires) {
    return new JsonObject()
        .put("code", code)
        .put("expires", expires.toString())
        .put("home", Hal.code(home));
  }

  private static String reason(PeerAnswer answer) {
    JsonObject problem = answer.document().orElse(new JsonObject());
    String type = problem.getValue("type") instanceof String text ? text : "";
    String detail = problem.getValue("detail") instanceof String text ? text : "";
    return " " + type.replaceFirst("^urn:hix:problem:", "") + ": " + detail;
  }

  private static RoutingCode home(JsonObject body) {
    return CaseJson.authority(body, "home")
        .orElseThrow(() -> CaseJson.broken("/home", "home is missing"));
  }

  private Instant expires(Duration lasts) {
    return node.clock().instant().plus(lasts).truncatedTo(ChronoUnit.SECONDS);
  }

  /* Consent is never taken for granted: who issues a code has asked, and says what was answered. */
  private Case confirmed(JsonObject body) {
    Case ground = CaseJson.of(body, CaseJson.personRiskType(CaseJson.staffRiskType(body)));
    CaseJson.judge(node.window(), ground);
    boolean agreed = SmallJson.flag(body, "crossBorder")
        .orElseThrow(() -> CaseJson.broken(
            "/crossBorder",
            "crossBorder is missing: may other authorities be told, true or false"));
    return new Case(ground.riskType(), ground.testDate(), ground.onset(), agreed);
  }
}
