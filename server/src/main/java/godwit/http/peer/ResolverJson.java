package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Limits;
import godwit.domain.Operation;
import godwit.domain.Pauses;
import godwit.domain.risk.Scoring;
import godwit.http.Hal;
import godwit.http.NodeContext;
import godwit.http.SealingJson;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A resolver's answers as documents.
///
/// - shape: see docs/protocol.md
/// - units: bytes, days; a ratio is decoded to received bytes
/// - errors: none
/// - source: docs/protocol.md, "Resolvers"
final class ResolverJson {
  private static final int MAX_PAYLOAD_TYPE = 0xFF;

  private final NodeContext node;

  ResolverJson(NodeContext node) {
    this.node = node;
  }

  /// This node itself.
  JsonObject system(Set<Operation> operations) {
    Directory directory = node.directory();
    JsonArray authorities = new JsonArray();
    directory.serves().stream().sorted().forEach(code -> authorities.add(entry(code)));
    if (directory.relays()) {
      directory.peers().forEach(peer -> authorities.add(entry(peer.code())));
    }
    JsonArray types = new JsonArray();
    Pauses pauses = node.federation().pauses();
    IntStream.rangeClosed(0, MAX_PAYLOAD_TYPE)
        .filter(type -> !pauses.isPaused(type, Pauses.Direction.IN))
        .forEach(types::add);
    return new JsonObject()
        .put("authority", Hal.code(directory.self()))
        .put("name", node.name())
        .put("operations", words(operations))
        .put("formats", Offers.formats())
        .put("encodings", new JsonArray().add("gzip").add("identity"))
        .put("payloadTypes", types)
        .put("mechanisms", new JsonArray().add(mechanism()))
        .put("limits", limits())
        .put("mix", Hal.mix(node.intake().mix()))
        .put("signing", keys(node.signing(directory.self())))
        .put("sealing", SealingJson.of(node.sealing(directory.self())))
        .put("authorities", authorities)
        .put("_links", systemLinks(operations));
  }

  /// One authority.
  ///
  /// @param endpoints most wanted first
  JsonObject authority(
      RoutingCode asked, RoutingCode resolved, List<String> endpoints, Set<Operation> operations) {
    JsonArray addresses = new JsonArray();
    for (String url : endpoints) {
      addresses.add(new JsonObject().put("url", url).put("priority", addresses.size()));
    }
    JsonObject answer = Hal.code(asked)
        .put("resolved", Hal.code(resolved))
        .put("endpoints", addresses)
        .put("operations", words(operations))
        .put("limits", limits());
    /* What is relayed was mixed by its origin. */
    if (node.directory().serves().contains(resolved)) {
      answer.put("mix", Hal.mix(node.intake().mix()));
    }
    return answer
        .put("signing", keys(node.signing(resolved)))
        .put("sealing", SealingJson.of(node.sealing(resolved)))
        .put("_links", authorityLinks(asked.path(), operations));
  }

  private static JsonObject systemLinks(Set<Operation> operations) {
    JsonObject links = new JsonObject()
        .put("self", Hal.link("/resolver"))
        .put("authority", Hal.template("/resolver/{country}/{state}"))
        .put("custom-authority", Hal.template("/resolver/custom/{hex}"))
        .put("exposure", Hal.template("/exposure/{country}/{state}"))
        .put("custom-exposure", Hal.template("/exposure/custom/{hex}"))
        .put("batch", Hal.template("/batch/{id}"));
    for (Operation operation : operations) {
      switch (operation) {
        case PUSH, RELAY -> {}
        case VENUE ->
          links.put("exposure-venue", Hal.template("/exposure/{country}/{state}/{venue}"));
        case PULL -> links.put("pull", Hal.template("/exposure/{country}/{state}{?after}"));
        case CERTIFICATION ->
          links.put("certification", Hal.template("/certification/{country}/{state}"));
      }
    }
    return links;
  }

  private static JsonObject authorityLinks(String path, Set<Operation> operations) {
    JsonObject links = new JsonObject().put("self", Hal.link("/resolver/" + path));
    for (Operation operation : operations) {
      switch (operation) {
        case RELAY -> {}
        case PUSH -> links.put("exposure", Hal.link("/exposure/" + path));
        case VENUE -> links.put("exposure-venue", Hal.template("/exposure/" + path + "/{venue}"));
        case PULL -> links.put("pull", Hal.template("/exposure/" + path + "{?after}"));
        case CERTIFICATION -> links.put("certification", Hal.link("/certification/" + path));
      }
    }
    return links.put("batch", Hal.template("/batch/{id}"));
  }

  private static JsonObject entry(RoutingCode code) {
    return Hal.code(code)
        .put("_links", new JsonObject().put("authority", Hal.link("/resolver/" + code.path())));
  }

  private static JsonArray keys(List<VerifyingKey> signing) {
    JsonArray keys = new JsonArray();
    for (VerifyingKey key : signing) {
      keys.add(new JsonObject()
          .put("id", key.name())
          .put("spki", Base64.getUrlEncoder().withoutPadding().encodeToString(key.spki()))
          .put("notBefore", key.notBefore().toString())
          .put("notAfter", key.notAfter().toString()));
    }
    return keys;
  }

  private static JsonArray words(Set<Operation> operations) {
    JsonArray words = new JsonArray();
    operations.stream().sorted().map(Operation::word).forEach(words::add);
    return words;
  }

  private JsonObject mechanism() {
    Scoring scoring = node.intake().scoring();
    return new JsonObject()
        .put("code", scoring.mechanism().code())
        .put("name", scoring.mechanism().word())
        .put("parameters", new JsonObject(scoring.shown()));
  }

  private JsonObject limits() {
    Limits limits = node.limits();
    return new JsonObject()
        .put("bodyBytes", limits.bodyBytes())
        .put("expansionRatio", limits.expansionRatio())
        .put("windowDays", limits.windowPastDays());
  }
}
