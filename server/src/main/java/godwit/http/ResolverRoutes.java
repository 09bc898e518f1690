package godwit.http;

import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Who handles which routing code, and how: the answers that a sender starts from.
final class ResolverRoutes {
  private static final int MAX_PAYLOAD_TYPE = 0xFF;

  private final NodeContext node;
  private final Callers callers;
  private final Directory directory;

  ResolverRoutes(NodeContext node, Callers callers) {
    this.node = node;
    this.callers = callers;
    this.directory = node.directory();
  }

  void mount(Router router, Vertx vertx) {
    Routing.of(router, vertx)
        .get("/resolver", this::system)
        .get("/resolver" + Paths.CUSTOM, this::resolved, this::authority)
        .get("/resolver" + Paths.NATION, this::resolved, this::authority);
  }

  private void system(RoutingContext context) {
    boolean octetsAlone = Bodies.takesOctetsAlone(context.request());
    if (!octetsAlone) Bodies.requireJsonAccepted(context.request());
    callers.peer(context.request().connection());
    if (octetsAlone) {
      RoutingCode self = directory.self();
      sendOctets(context, self, self, List.of(own(context)), directory.relays());
      return;
    }
    JsonArray authorities = new JsonArray();
    directory.serves().stream().sorted().forEach(code -> authorities.add(entry(code)));
    directory.peers().forEach(peer -> authorities.add(entry(peer.code())));
    JsonObject links = new JsonObject()
        .put("self", ReceiptJson.link("/resolver"))
        .put("authority", template("/resolver/{country}/{state}"))
        .put("custom-authority", template("/resolver/custom/{hex}"))
        .put("exposure", template("/exposure/{country}/{state}"))
        .put("exposure-venue", template("/exposure/{country}/{state}/{venue}"))
        .put("custom-exposure", template("/exposure/custom/{hex}"))
        .put("certification", template("/certification/{country}/{state}"))
        .put("batch", template("/batch/{id}"));
    JsonArray types = new JsonArray();
    IntStream.rangeClosed(0, MAX_PAYLOAD_TYPE).forEach(types::add);
    JsonObject octets =
        new JsonObject().put("type", Answers.OCTETS).put("magic", Magic.EXPOSURES.text());
    JsonObject json = new JsonObject().put("type", Answers.JSON);
    Answers.json(
        context,
        200,
        new JsonObject()
            .put("authority", code(directory.self()))
            .put("name", node.name())
            .put("operations", operations(directory.relays()))
            .put("formats", new JsonArray().add(octets).add(json))
            .put("encodings", new JsonArray().add("gzip").add("identity"))
            .put("payloadTypes", types)
            .put("mechanisms", new JsonArray().add(mechanism()))
            .put("limits", limits())
            .put("signing", new JsonArray())
            .put("sealing", new JsonArray())
            .put("authorities", authorities)
            .put("_links", links));
  }

  private void authority(RoutingContext context) {
    Resolved found = resolved(context);
    RoutingCode asked = found.asked();
    RoutingCode resolved = found.code();
    boolean own = found.own();
    boolean octetsAlone = Bodies.takesOctetsAlone(context.request());
    if (!octetsAlone) Bodies.requireJsonAccepted(context.request());
    callers.peer(context.request().connection());
    List<String> urls = new ArrayList<>();
    if (own || directory.relays()) urls.add(own(context));
    if (!own) {
      node.endpoints().getOrDefault(resolved, List.<URI>of()).stream()
          .map(URI::toString)
          .forEach(urls::add);
    }
    boolean relays = !own && directory.relays();
    if (octetsAlone) {
      sendOctets(context, asked, resolved, urls, relays);
      return;
    }
    JsonArray endpoints = new JsonArray();
    urls.forEach(url -> add(endpoints, url));
    JsonObject links = new JsonObject()
        .put("self", ReceiptJson.link("/resolver/" + asked.path()))
        .put("exposure", ReceiptJson.link("/exposure/" + asked.path()))
        .put("certification", ReceiptJson.link("/certification/" + asked.path()));
    if (!asked.custom()) {
      links.put("exposure-venue", template("/exposure/" + asked.path() + "/{venue}"));
    }
    Answers.json(
        context,
        200,
        code(asked)
            .put("resolved", code(resolved))
            .put("endpoints", endpoints)
            .put("operations", operations(relays))
            .put("limits", limits())
            .put("signing", new JsonArray())
            .put("sealing", new JsonArray())
            .put("_links", links));
  }

  private record Resolved(RoutingCode asked, RoutingCode code, boolean own) {}

  private Resolved resolved(RoutingContext context) {
    RoutingCode asked = Paths.authority(context).orElseThrow(() -> unknown(context));
    return switch (directory.resolve(asked)) {
      case Resolution.Own(RoutingCode code) -> new Resolved(asked, code, true);
      case Resolution.Other(Directory.Peer peer) -> new Resolved(asked, peer.code(), false);
      case Resolution.Unknown _ -> throw unknown(context);
    };
  }

  private void sendOctets(
      RoutingContext context,
      RoutingCode asked,
      RoutingCode resolved,
      List<String> endpoints,
      boolean relays) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS)
        .end(ResolverOctets.of(asked, resolved, endpoints, relays, node.limits().bodyBytes()));
  }

  private static String own(RoutingContext context) {
    return "https://" + context.request().authority();
  }

  private static void add(JsonArray endpoints, String url) {
    endpoints.add(new JsonObject().put("url", url).put("priority", endpoints.size()));
  }

  private static JsonObject entry(RoutingCode code) {
    return code(code)
        .put(
            "_links",
            new JsonObject().put("authority", ReceiptJson.link("/resolver/" + code.path())));
  }

  private static JsonObject code(RoutingCode code) {
    return code.custom()
        ? new JsonObject().put("custom", code.hex())
        : new JsonObject().put("country", code.country()).put("state", code.state());
  }

  private static JsonArray operations(boolean relays) {
    JsonArray operations = new JsonArray().add("push");
    if (relays) operations.add("relay");
    return operations.add("venue").add("certification");
  }

  private JsonObject mechanism() {
    return new JsonObject()
        .put("code", node.mechanism().code())
        .put("name", node.mechanism().word())
        .put("parameters", new JsonObject(node.mechanism().parameters()));
  }

  private JsonObject limits() {
    Limits limits = node.limits();
    return new JsonObject()
        .put("bodyBytes", limits.bodyBytes())
        .put("expansionRatio", limits.expansionRatio())
        .put("windowDays", limits.windowPastDays());
  }

  private static JsonObject template(String href) {
    return ReceiptJson.link(href).put("templated", true);
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        Reason.UNKNOWN_AUTHORITY, "nobody is known for " + context.request().path());
  }
}
