package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import godwit.trust.Identity;
import io.vertx.core.http.HttpMethod;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a server says of itself, and to whom.
final class ResolverCases {
  private static final String SECTION = "Resolvers";
  private static final List<String> OPERATIONS =
      List.of("push", "pull", "relay", "venue", "certification");

  private ResolverCases() {}

  static List<Case> list() {
    return Stream.of(system(), authorities(), others()).flatMap(List::stream).toList();
  }

  private static List<Case> system() {
    return List.of(
        new Case(
            "its certificate names the authority that its resolver names",
            "Keys and identities",
            session -> Mismatch.unlessEqual(
                "certificate of", new Identity.Authority(session.self()), identity(session))),
        new Case(
            "who has no certificate gets no answer",
            "Keys and identities",
            session -> Mismatch.unless(
                !session.server().answersNobody(), "an end of the connection", "an answer")),
        new Case("the resolver has all its members", SECTION, ResolverCases::members),
        new Case("the resolver links to what it offers", "Links", ResolverCases::links),
        new Case(
            "documents are HAL unless asked otherwise",
            SECTION,
            session -> session.get("/resolver").is(200).isOf(Answer.HAL)),
        new Case(
            "documents are plain JSON for who asks",
            SECTION,
            session ->
                accepting(session, "/resolver", "application/json").is(200).isOf(Answer.JSON)),
        new Case(
            "weights of Accept are heeded",
            SECTION,
            session -> accepting(
                    session, "/resolver", "application/json;q=0.5, application/octet-stream")
                .is(200)
                .isOf(Answer.OCTETS)),
        new Case(
            "a form that is not there is 406",
            SECTION,
            session -> accepting(session, "/resolver", "text/html").isPlainProblem(406)),
        new Case(
            "another method is 405 with Allow",
            "Routes",
            session -> session
                .method(HttpMethod.DELETE, "/resolver")
                .isPlainProblem(405)
                .has("allow", "(.*\\b)?GET(\\b.*)?")));
  }

  private static List<Case> authorities() {
    return List.of(
        new Case(
            "octets say the same as the document",
            SECTION,
            session -> octets(
                session,
                "/resolver",
                session.self(),
                session.self(),
                session.profile().system())),
        new Case(
            "the own authority resolves to itself",
            SECTION,
            session -> authority(session, session.self(), session.self())),
        new Case("octets of the own authority say the same as its document", SECTION, session -> {
          String path = "/resolver/" + session.self().path();
          octets(
              session, path, session.self(), session.self(), session.get(path).json());
        }),
        new Case("a state that is not known resolves to its country", SECTION, session -> {
          if (!session.self().isNational())
            throw new Case.NotApplicable("this server has no state 0");
          authority(session, RoutingCode.nation(session.self().country(), 0xFFFE), session.self());
        }),
        new Case("leading zeros are read and never written", "Names and codes", session -> {
          session.requireNation();
          RoutingCode self = session.self();
          JsonNode answer = session
              .get("/resolver/00" + self.country() + "/0" + self.state())
              .is(200)
              .json();
          Mismatch.unlessEqual("country", self.country(), answer.path("country").asInt(-1));
          Mismatch.unlessEqual(
              "self link",
              "/resolver/" + self.path(),
              href(answer, "self").replaceAll("^https?://[^/]+", ""));
        }),
        new Case("every authority that is listed can be asked for", SECTION, session -> {
          for (JsonNode each : session.profile().system().path("authorities")) {
            session.follow(href(each, "authority")).is(200);
          }
        }));
  }

  private static List<Case> others() {
    return List.of(
        unknown("/resolver/0/0"),
        unknown("/resolver/1000/0"),
        unknown("/resolver/65536/0"),
        unknown("/resolver/custom/c0ffee"),
        new Case("an answer with an ETag can be asked for again", SECTION, session -> {
          Answer first = session.get("/resolver").is(200);
          String tag = first.header("etag");
          if (tag.isEmpty()) throw new Case.NotApplicable("it sends no ETag");
          session.ask(Request.get("/resolver").header("If-None-Match", tag)).is(304);
          session
              .ask(Request.get("/resolver").header("If-None-Match", "\"other\""))
              .is(200);
        }),
        new Case(
            "a path that is not there is 404",
            "Routes",
            session -> session.get("/no-such-path").isPlainProblem(404)));
  }

  private static Case unknown(String path) {
    return new Case(
        "nobody is known for " + path,
        "Names and codes",
        session -> session.get(path).isProblem(404, "unknown-authority"));
  }

  private static Identity identity(Session session) {
    return session.server().identity();
  }

  private static Answer accepting(Session session, String path, String types) {
    return session.ask(Request.get(path).header("Accept", types));
  }

  private static void members(Session session) {
    JsonNode system = session.profile().system();
    require(system, "name", system.path("name").isTextual());
    for (String member : List.of(
        "operations",
        "formats",
        "encodings",
        "payloadTypes",
        "mechanisms",
        "signing",
        "sealing",
        "authorities")) {
      require(system, member, system.path(member).isArray());
    }
    for (JsonNode operation : system.path("operations")) {
      require(system, "operations", OPERATIONS.contains(operation.asText()));
    }
    require(system, "formats", session.profile().takes(Answer.OCTETS));
    for (JsonNode mechanism : system.path("mechanisms")) {
      require(
          system,
          "mechanisms",
          mechanism.path("code").isInt()
              && mechanism.path("name").isTextual()
              && mechanism.path("parameters").isObject());
    }
    limits(system);
  }

  private static void limits(JsonNode document) {
    JsonNode limits = document.path("limits");
    for (String member : List.of("bodyBytes", "expansionRatio", "windowDays")) {
      require(limits, member, limits.path(member).isIntegralNumber());
    }
  }

  private static void links(Session session) {
    JsonNode system = session.profile().system();
    for (String relation : List.of("self", "authority", "exposure", "batch"))
      href(system, relation);
    for (var entry : Map.of(
            "venue", "exposure-venue", "pull", "pull", "certification", "certification")
        .entrySet()) {
      if (session.profile().offers(entry.getKey())) href(system, entry.getValue());
    }
  }

  private static void authority(Session session, RoutingCode asked, RoutingCode expected) {
    JsonNode answer = session.get("/resolver/" + asked.path()).is(200).json();
    Mismatch.unlessEqual("code", asked, named(answer));
    Mismatch.unlessEqual("resolved", expected, named(answer.path("resolved")));
    int priority = 0;
    for (JsonNode endpoint : answer.path("endpoints")) {
      require(answer, "endpoints", endpoint.path("url").asText().startsWith("https://"));
      require(answer, "endpoints", endpoint.path("priority").asInt(-1) >= priority);
      priority = endpoint.path("priority").asInt();
    }
    require(answer, "endpoints", !answer.path("endpoints").isEmpty());
    require(answer, "operations", answer.path("operations").isArray());
    limits(answer);
    href(answer, "self");
    href(answer, "exposure");
  }

  private static RoutingCode named(JsonNode node) {
    return ServerProfile.code(node)
        .orElseThrow(() -> new Mismatch("a routing code", node.toString()));
  }

  /* The fixed part, the endpoints, then fields until the end; fields that are not known pass. */
  private static void octets(
      Session session, String path, RoutingCode asked, RoutingCode resolved, JsonNode document) {
    Answer answer = accepting(session, path, Answer.OCTETS).is(200).isOf(Answer.OCTETS);
    ByteBuffer octets = ByteBuffer.wrap(answer.body());
    try {
      Mismatch.unlessEqual("kind", asked.custom() ? 1 : 0, (int) octets.get());
      Mismatch.unlessEqual("asked code", asked.code(), octets.getInt());
      Mismatch.unlessEqual("resolved code", resolved.code(), octets.getInt());
      for (int left = octets.get() & 0xFF; left > 0; left--) {
        octets.get();
        byte[] url = new byte[octets.getShort() & 0xFFFF];
        octets.get(url);
      }
      while (octets.hasRemaining()) {
        int code = octets.get() & 0xFF;
        byte[] bytes = new byte[octets.getShort() & 0xFFFF];
        octets.get(bytes);
        if (code == 1) Mismatch.unlessEqual("operations", bits(document), bytes[0] & 0xFF);
        if (code == 2) {
          long most = document.path("limits").path("bodyBytes").asLong();
          Mismatch.unlessEqual("greatest body", most, ByteBuffer.wrap(bytes).getLong());
        }
        if (code == 3) {
          String spki = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
          Mismatch.unless(
              document.path("signing").findValuesAsText("spki").contains(spki),
              "the signing keys of the document",
              spki);
        }
      }
    } catch (BufferUnderflowException early) {
      throw new Mismatch("octets to the end of their last field", octets.limit() + " bytes");
    }
  }

  private static int bits(JsonNode document) {
    int bits = 0;
    for (JsonNode operation : document.path("operations")) {
      bits |= 1 << OPERATIONS.indexOf(operation.asText());
    }
    return bits;
  }

  private static String href(JsonNode document, String relation) {
    JsonNode href = document.path("_links").path(relation).path("href");
    Mismatch.unless(href.isTextual(), "a link " + relation, document.path("_links"));
    return href.asText();
  }

  private static void require(JsonNode document, String member, boolean right) {
    Mismatch.unless(right, "a sound " + member, document.path(member));
  }
}
