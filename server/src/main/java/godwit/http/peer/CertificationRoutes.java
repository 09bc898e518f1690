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
import godwit.http.CaseJson;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.http.certification.Certification;
import godwit.http.certification.CertificationProof;
import godwit.store.cases.Permissions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// Where another authority, which has found somebody infected, asks the user's home authority to
/// let that user upload; and where a hub passes such a question on.
/*
 * A hub believes no requester that its caller may not speak for, since the home authority believes
 * the hub. Whether a signature is needed is the home authority's to say: it knows what it has
 * exempted. A hub asks the home authority's own addresses only, never another hub: the question
 * carries no count of hops that could end a loop.
 */
final class CertificationRoutes {
  /// How long a hub tries to reach the home authority while its caller waits.
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private static final String RETRY_SECONDS = "10";

  private final LoopContext loop;
  private final Callers callers;
  private final Permissions permissions;
  private final FetchedAuthority fetched;
  private final ClaimRoutes claims;

  CertificationRoutes(LoopContext loop, Callers callers, FetchedAuthority fetched) {
    this.loop = loop;
    this.callers = callers;
    this.permissions = new Permissions(loop.pool(), loop.node().clock());
    this.fetched = fetched;
    this.claims = new ClaimRoutes(loop, callers, fetched);
  }

  void mount(Router router) {
    Routing.of(router, loop.vertx())
        .getAndPost("/certification" + Paths.CUSTOM, fetched::known, claims::pull, this::certify)
        .getAndPost("/certification" + Paths.NATION, fetched::known, claims::pull, this::certify);
  }

  /* Who is asked; a peer where the question is passed on. */
  private record Home(RoutingCode code, Optional<RoutingCode> peer) {}

  private Home home(RoutingContext context) {
    RoutingCode code = Paths.authority(context).orElseThrow(() -> unknown(context));
    Directory directory = loop.node().directory();
    return switch (directory.resolve(code)) {
      case Resolution.Own _ -> new Home(code, Optional.empty());
      case Resolution.Other(Directory.Peer peer) -> {
        if (!directory.relays()) throw unknown(context);
        yield new Home(code, Optional.of(peer.code()));
      }
      case Resolution.Unknown _ -> throw unknown(context);
    };
  }

  private void certify(RoutingContext context) {
    HttpServerRequest request = context.request();
    Home home = home(context);
    Bodies.requireJson(request);
    Directory.Peer caller = callers.peer(request.connection());
    Bodies.proceed(request);
    SmallJson.bytes(request)
        .compose(body -> {
          Certification asked = Certification.of(SmallJson.parse(body));
          RoutingCode requester = requester(caller, asked, home.peer().isPresent());
          if (home.peer().isPresent()) {
            RoutingCode peer = home.peer().get();
            return loop.node().federation().current().waitsFor(peer)
                ? claims.keep(context, peer, home.code(), body, asked)
                : passOn(context, home, body);
          }
          asked.judge(loop.node().window(), loop.node().clock().instant());
          return CertificationProof.verified(
                  asked,
                  requester,
                  home.code(),
                  loop.node().intake().signers(),
                  loop.node().clock().instant())
              .compose(_ -> store(context, home.code(), asked, requester));
        })
        .onFailure(failure -> Answers.refuse(loop.vertx(), request, failure));
  }

  /* Who certifies, and may. */
  static RoutingCode requester(Directory.Peer caller, Certification asked, boolean passedOn) {
    boolean forOthers = passedOn || !caller.relays().isEmpty();
    if (asked.requester().isEmpty() && forOthers) {
      throw CaseJson.broken("/requester", "through a hub, requester is needed");
    }
    RoutingCode requester = asked.requester().orElse(caller.code());
    if (!caller.maySpeakFor(requester)) {
      throw Refusal.at(
          ProblemType.NOT_AUTHORISED_FOR_ORIGIN,
          "/requester",
          "it may not certify for " + requester);
    }
    boolean relayed = !passedOn && !requester.equals(caller.code());
    if (relayed && !caller.unsigned() && asked.signature().isEmpty()) {
      throw Refusal.at(
          ProblemType.SIGNATURE_REQUIRED, "/signature", "this hub is not exempt from signatures");
    }
    return requester;
  }

  private Future<Void> store(
      RoutingContext context, RoutingCode home, Certification asked, RoutingCode requester) {
    return permissions
        .certify(asked.claim(), asked.expires(), asked.ground(), requester)
        .map(issue -> {
          int status = switch (issue) {
            case ISSUED -> 201;
            case HELD -> 200;
            case CONFLICT ->
              throw Refusal.of(
                  ProblemType.CLAIM_CONFLICT, "another claim has another code; make a new one");
          };
          Answers.json(context, status, document(home, asked));
          return status;
        })
        .mapEmpty();
  }

  private static JsonObject document(RoutingCode home, Certification asked) {
    JsonObject links = new JsonObject()
        .put("authority", Hal.link("/resolver/" + home.path()))
        .put("certification", Hal.link("/certification/" + home.path()));
    return new JsonObject()
        .put("claim", HexFormat.of().formatHex(asked.claim()))
        .put("expires", asked.expires().toString())
        .put("_links", links);
  }

  private Future<Void> passOn(RoutingContext context, Home home, Buffer body) {
    String path = "/certification/" + home.code().path();
    return loop.node()
        .calls()
        .post(home.peer().orElseThrow(), PeerCalls.Way.STRAIGHT, path, body, PATIENCE)
        .onSuccess(answer ->
            answer.ifPresentOrElse(found -> send(context, found), () -> unreachable(context)))
        .mapEmpty();
  }

  /* What is no document was answered by something that is no authority. */
  private static void send(RoutingContext context, PeerAnswer answer) {
    Optional<JsonObject> document = answer.document();
    if (document.isEmpty()) {
      unreachable(context);
      return;
    }
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) return;
    answer
        .retryAfter()
        .ifPresent(wait ->
            response.putHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    if (answer.status() < 400) {
      Answers.json(context, answer.status(), document.get());
    } else {
      response
          .setStatusCode(answer.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Answers.PROBLEM)
          .end(document.get().toBuffer());
    }
  }

  private static void unreachable(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) return;
    response.putHeader("Retry-After", RETRY_SECONDS);
    Answers.plain(context, 503, "Service Unavailable", "the home authority cannot be reached");
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        ProblemType.UNKNOWN_AUTHORITY,
        "nobody here answers " + context.request().path());
  }
}
