package godwit.config;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig.Delivery;
import godwit.config.ServerConfig.Flush;
import godwit.config.ServerConfig.Peer;
import godwit.config.ServerConfig.Proof;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One entry under `peers` as it is read: the peer, and where the file speaks of it.
///
/// @param line of the entry
/// @param viaLine of its `via`; the entry's own if there is none
record PeerEntry(Peer peer, int line, int viaLine) {
  static final Set<String> KEYS = Set.of(
      "country",
      "state",
      "custom",
      "name",
      "endpoints",
      "delivery",
      "via",
      "relays",
      "pulls",
      "relay",
      "unsigned",
      "fetch",
      "signing",
      "pins",
      "flush",
      "sealing");

  private static final int MAX_ENDPOINTS = 8;

  static PeerEntry read(ConfigProblems problems, ConfigSection section) {
    RoutingCode code = ServerConfigReader.code(section);
    var peer = new Peer(
        code,
        section.text("name", code.path()),
        endpoints(section),
        delivery(section),
        via(section),
        ServerConfigReader.codes(problems, section, "relays"),
        ServerConfigReader.codes(problems, section, "pulls"),
        section.flag("relay", false),
        section.flag("unsigned", false),
        section.flag("fetch", false),
        new Proof(section.paths("signing"), pins(section)),
        flush(section),
        sealing(section));
    if (peer.fetch() && peer.endpoints().isEmpty()) {
      throw section.wrong("fetch", "needs endpoints to fetch from");
    }
    if (peer.via().isPresent() && peer.delivery() == Delivery.PULL) {
      throw section.wrong("via", "and delivery: pull exclude each other");
    }
    if (peer.endpoints().isEmpty() && peer.via().isEmpty() && peer.delivery() == Delivery.PUSH) {
      throw problems.wrong(
          section.line(), "peer " + code + " needs endpoints, or via, or delivery: pull");
    }
    return new PeerEntry(peer, section.line(), section.line("via"));
  }

  private static ServerConfig.Sealing sealing(ConfigSection section) {
    return switch (section.text("sealing", "offered")) {
      case "required" -> ServerConfig.Sealing.REQUIRED;
      case "offered" -> ServerConfig.Sealing.OFFERED;
      case "off" -> ServerConfig.Sealing.OFF;
      default -> throw section.wrong("sealing", "must be required, offered or off");
    };
  }

  private static Flush flush(ConfigSection entry) {
    if (!entry.has("flush")) return Flush.DEFAULT;
    ConfigSection section = entry.section("flush", Set.of("bytes", "atMost"));
    var flush = new Flush(
        section.bytes("bytes", Flush.MAX_BYTES, Flush.DEFAULT.bytes()),
        section.duration("atMost", Flush.DEFAULT.atMost()));
    if (flush.atMost().compareTo(Flush.LONGEST) > 0) {
      throw section.wrong("atMost", "must be at most 1h: exposures are of use within hours");
    }
    return flush;
  }

  /// Base addresses of a server, most wanted first.
  static List<URI> endpoints(ConfigSection section) {
    List<URI> endpoints = new ArrayList<>();
    for (String text : section.texts("endpoints")) {
      URI endpoint = ServerConfigReader.url(text)
          .filter(PeerEntry::isBase)
          .orElseThrow(() -> section.wrong(
              "endpoints",
              "must be addresses of the form https://host:port without user, query or fragment"));
      if (endpoints.contains(endpoint)) throw section.wrong("endpoints", "names one address twice");
      endpoints.add(endpoint);
    }
    if (endpoints.size() > MAX_ENDPOINTS) {
      throw section.wrong("endpoints", "has more than " + MAX_ENDPOINTS + " addresses");
    }
    return endpoints;
  }

  private static List<String> pins(ConfigSection section) {
    List<String> pins = section.texts("pins");
    if (pins.stream().allMatch(pin -> pin.matches("[0-9a-f]{64}"))) return pins;
    throw section.wrong("pins", "must be SHA-256 of public keys, 64 lower-case hex digits each");
  }

  private static boolean isBase(URI uri) {
    return "https".equals(uri.getScheme())
        && uri.getHost() != null
        && uri.getPort() <= ServerConfig.Address.MAX_PORT
        && uri.getPort() != 0
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  private static Delivery delivery(ConfigSection section) {
    return switch (section.text("delivery", "push")) {
      case "push" -> Delivery.PUSH;
      case "pull" -> Delivery.PULL;
      default -> throw section.wrong("delivery", "must be push or pull");
    };
  }

  private static Optional<RoutingCode> via(ConfigSection section) {
    if (!section.has("via")) return Optional.empty();
    return Optional.of(
        ServerConfigReader.code(section.section("via", ServerConfigReader.keys("code"))));
  }

  /// Notes what peers may not be to each other and to this node.
  ///
  /// @param own the codes that this node answers for
  static void relations(List<PeerEntry> entries, Set<RoutingCode> own, ConfigProblems problems) {
    Map<RoutingCode, PeerEntry> byCode = new HashMap<>();
    for (PeerEntry entry : entries) {
      RoutingCode code = entry.peer.code();
      PeerEntry earlier = byCode.putIfAbsent(code, entry);
      if (earlier != null) {
        problems.note(
            entry.line, "peer " + code + " is there twice; first in line " + earlier.line);
      }
      if (own.contains(code)) {
        problems.note(entry.line, "peer " + code + " is what this node itself answers for");
      }
      for (RoutingCode origin : entry.peer.relays()) {
        if (own.contains(origin)) {
          problems.note(
              entry.line, "peer " + code + " may not relay for " + origin + ", which is this node");
        }
      }
      for (RoutingCode destination : entry.peer.pulls()) {
        if (own.contains(destination)) {
          problems.note(
              entry.line,
              "peer " + code + " may not pull for " + destination + ", which is this node");
        }
      }
    }
    for (PeerEntry entry : entries) {
      entry.peer.via().ifPresent(hub -> via(entry, hub, byCode, problems));
    }
  }

  private static void via(
      PeerEntry entry,
      RoutingCode hub,
      Map<RoutingCode, PeerEntry> byCode,
      ConfigProblems problems) {
    PeerEntry target = byCode.get(hub);
    String start = "peer " + entry.peer.code() + " goes via " + hub;
    if (target == null) {
      problems.note(entry.viaLine, start + ", which is not among the peers");
    } else if (hub.equals(entry.peer.code())) {
      problems.note(entry.viaLine, start + ", which is itself");
    } else if (target.peer.endpoints().isEmpty()) {
      problems.note(entry.viaLine, start + ", which has no endpoints");
    } else if (target.peer.via().isPresent()) {
      problems.note(entry.viaLine, start + ", which itself goes via another");
    }
  }
}
