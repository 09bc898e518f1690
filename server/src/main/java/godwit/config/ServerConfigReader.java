package godwit.config;

import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.config.ServerConfig.Address;
import godwit.config.ServerConfig.Authority;
import godwit.config.ServerConfig.Connections;
import godwit.config.ServerConfig.Database;
import godwit.config.ServerConfig.ExposureList;
import godwit.config.ServerConfig.Keys;
import godwit.config.ServerConfig.Listen;
import godwit.config.ServerConfig.Retention;
import godwit.config.ServerConfig.Risk;
import godwit.config.ServerConfig.Robert;
import godwit.config.ServerConfig.Tls;
import godwit.domain.MixPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One reading of a configuration file: a [ServerConfig], or everything that is wrong.
///
/// Each section is read although others are wrong, so that one run shows as much as it can; what
/// relates sections to each other is looked at only once all are right.
public final class ServerConfigReader {
  /// The keys of each kind of section; `code` names an authority, the empty name is the file.
  public static final Map<String, Set<String>> KEYS = Map.ofEntries(
      Map.entry(
          "",
          Set.of(
              "authority",
              "serves",
              "relay",
              "listen",
              "tls",
              "keys",
              "database",
              "data",
              "retention",
              "peers",
              "risk",
              "robert",
              "apps",
              "registration",
              "exposureList",
              "mix",
              "limits")),
      Map.entry("authority", Set.of("country", "state", "custom", "name", "endpoints")),
      Map.entry("code", Set.of("country", "state", "custom")),
      Map.entry("listen", Set.of("peers", "devices", "ops")),
      Map.entry("address", Set.of("host", "port")),
      Map.entry("tls", Set.of("certificate", "key", "trust", "revoked", "gateways")),
      Map.entry("keys", Set.of("signing", "sealing", "held")),
      Map.entry("database", Set.of("url", "passwordFile")),
      Map.entry("retention", Set.of("exposures", "receipts", "held")),
      Map.entry("peer", PeerEntry.KEYS),
      Map.entry("risk", RiskSection.KEYS),
      Map.entry("parameters", RiskSection.PARAMETERS),
      Map.entry("robert", RobertSection.KEYS),
      Map.entry("app", AppsSection.KEYS),
      Map.entry("registration", RegistrationSection.KEYS),
      Map.entry("exposureList", Set.of("centralisedFamilies", "partitions", "memory")),
      Map.entry("mix", MixSection.KEYS),
      Map.entry("limits", Set.of("connections")),
      Map.entry("connections", Set.of("peers", "devices", "ops", "ofOneAddress")));

  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final int MAX_COUNTRY = 999;
  private static final int MIN_CONNECTIONS = 8;
  private static final int MAX_CONNECTIONS = 1 << 20;
  private static final long MIN_LIST_BYTES = 1L << 20;
  private static final long MAX_LIST_BYTES = 64L << 30;
  private static final Address PEERS = new Address("0.0.0.0", 8443);
  private static final Address DEVICES = new Address("0.0.0.0", 8444);
  private static final Address OPS = new Address("127.0.0.1", 9090);

  /// How much longer than exposures receipts are needed: a late retry still gets its answer.
  private static final Duration RECEIPTS_OUTLIVE = Duration.ofDays(2);

  private final ConfigProblems problems;
  private final ConfigSection root;

  private ServerConfigReader(ConfigProblems problems, ConfigSection root) {
    this.problems = problems;
    this.root = root;
  }

  static ServerConfig read(Path file, Map<String, String> environment) {
    ConfigNode node = ConfigNode.parse(file.toString(), content(file));
    var problems = new ConfigProblems(file, environment);
    Optional<ConfigSection> root =
        problems.attempt(() -> new ConfigSection(problems, "", node, keys("")));
    if (root.isEmpty()) problems.throwIfAny();
    return new ServerConfigReader(problems, root.orElseThrow()).config();
  }

  private static String content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length <= MAX_FILE_BYTES) return new String(bytes, StandardCharsets.UTF_8);
      throw new ConfigException(List.of(file + ": longer than " + MAX_FILE_BYTES + " bytes"));
    } catch (NoSuchFileException missing) {
      throw new ConfigException(List.of(file + ": there is no such file"));
    } catch (IOException unreadable) {
      throw new ConfigException(List.of(file + ": cannot be read: " + unreadable.getMessage()));
    }
  }

  private ServerConfig config() {
    Optional<Authority> authority = problems.attempt(this::authority);
    Optional<List<RoutingCode>> serves = problems.attempt(() -> codes(problems, root, "serves"));
    Optional<Boolean> relay = problems.attempt(() -> root.flag("relay", false));
    Optional<Listen> listen = problems.attempt(this::listen);
    Optional<Tls> tls = problems.attempt(this::tls);
    Optional<Keys> own = problems.attempt(this::ownKeys);
    Optional<Database> database = problems.attempt(this::database);
    Optional<Path> folder = problems.attempt(() -> root.path("data", "data"));
    Optional<Retention> retention = problems.attempt(this::retention);
    List<PeerEntry> peers = peers();
    Optional<Risk> risk = problems.attempt(this::risk);
    Optional<Optional<Robert>> robert = problems.attempt(this::robert);
    Optional<ExposureList> list = problems.attempt(this::exposureList);
    Optional<Connections> connections = problems.attempt(this::connections);
    Optional<MixPolicy> mix = problems.attempt(() -> MixSection.read(root));
    Optional<Optional<Path>> held = problems.attempt(this::heldKeys);
    problems.throwIfAny();
    if (tls.orElseThrow().gateways().isPresent() && held.orElseThrow().isEmpty()) {
      problems.note(
          root.line("tls"), "tls.gateways needs keys.held: what gateways bring is held, sealed");
    }

    Set<RoutingCode> codes = new LinkedHashSet<>();
    codes.add(authority.orElseThrow().code());
    codes.addAll(serves.orElseThrow());
    if (relay.orElseThrow() && peers.isEmpty()) {
      problems.note(root.line("relay"), "relay: true needs peers to relay between");
    }
    PeerEntry.relations(peers, codes, problems);
    Optional<Map<RoutingCode, SenderOrder>> orders =
        problems.attempt(() -> AppsSection.read(problems, root, codes));
    Optional<Optional<ServerConfig.Registration>> registration = problems.attempt(
        () -> RegistrationSection.read(root, authority.orElseThrow().code(), robert.orElseThrow()));
    problems.throwIfAny();

    return new ServerConfig(
        authority.orElseThrow(),
        List.copyOf(codes),
        relay.orElseThrow(),
        listen.orElseThrow(),
        tls.orElseThrow(),
        own.orElseThrow(),
        database.orElseThrow(),
        folder.orElseThrow(),
        retention.orElseThrow(),
        peers.stream().map(PeerEntry::peer).toList(),
        risk.orElseThrow(),
        robert.orElseThrow(),
        orders.orElseThrow(),
        list.orElseThrow(),
        connections.orElseThrow(),
        mix.orElseThrow(),
        held.orElseThrow(),
        registration.orElseThrow());
  }

  private Authority authority() {
    ConfigSection section = root.section("authority", keys("authority"));
    RoutingCode code = code(section);
    return new Authority(code, section.text("name", code.path()), PeerEntry.endpoints(section));
  }

  private Listen listen() {
    if (!root.has("listen")) return new Listen(PEERS, Optional.empty(), OPS);
    ConfigSection section = root.section("listen", keys("listen"));
    Address peers = address(section, "peers", PEERS);
    Optional<Address> devices = section.has("devices")
        ? Optional.of(address(section, "devices", DEVICES))
        : Optional.empty();
    Address ops = address(section, "ops", OPS);
    if (!isLoopback(ops.host())) {
      throw section.wrong(
          "ops",
          ("must listen on a loopback host such as 127.0.0.1, not %s:"
                  + " whoever reaches it may do anything")
              .formatted(ops.host()));
    }
    List<Address> all = Stream.concat(Stream.of(peers, ops), devices.stream()).toList();
    for (int first = 0; first < all.size(); first++) {
      for (Address second : all.subList(first + 1, all.size())) {
        if (collide(all.get(first), second)) {
          throw problems.wrong(
              section.line(), "two listeners of listen share port " + second.port());
        }
      }
    }
    return new Listen(peers, devices, ops);
  }

  private Address address(ConfigSection listen, String key, Address otherwise) {
    if (!listen.has(key)) return otherwise;
    ConfigSection section = listen.section(key, keys("address"));
    return new Address(
        section.text("host", otherwise.host()),
        section.integer("port", 0, Address.MAX_PORT, otherwise.port()));
  }

  private static boolean collide(Address first, Address second) {
    return first.port() != 0
        && first.port() == second.port()
        && (first.host().equals(second.host()) || isAny(first.host()) || isAny(second.host()));
  }

  private static boolean isAny(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) return true;
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException notOne) {
      return false; // a name: whoever answers for it could move it elsewhere
    }
  }

  private Tls tls() {
    ConfigSection section = root.section("tls", keys("tls"));
    return new Tls(
        section.path("certificate"),
        section.path("key"),
        section.path("trust"),
        section.paths("revoked"),
        section.optionalPath("gateways"));
  }

  private Keys ownKeys() {
    if (!root.has("keys")) return Keys.NONE;
    ConfigSection section = root.section("keys", keys("keys"));
    List<Path> signing = section.paths("signing");
    if (section.has("sealing") && signing.isEmpty()) {
      throw section.wrong("sealing", "needs a key under keys.signing, which vouches for it");
    }
    return new Keys(signing, section.paths("sealing"));
  }

  private Database database() {
    if (!root.has("database")) return new Database.Embedded();
    ConfigSection section = root.section("database", keys("database"));
    URI url = url(section.text("url"))
        .filter(uri -> "postgresql".equals(uri.getScheme()) && uri.getHost() != null)
        .orElseThrow(() -> section.wrong("url", "must be of the form postgresql://user@host/name"));
    if (url.getUserInfo() != null && url.getUserInfo().contains(":")) {
      throw section.wrong("url", "holds a password; put it into a file and name that passwordFile");
    }
    Optional<Path> password =
        section.has("passwordFile") ? Optional.of(section.path("passwordFile")) : Optional.empty();
    return new Database.External(url, password);
  }

  private Retention retention() {
    Retention otherwise = Retention.DEFAULT;
    if (!root.has("retention")) return otherwise;
    ConfigSection section = root.section("retention", keys("retention"));
    var retention = new Retention(
        section.duration("exposures", otherwise.exposures()),
        section.duration("receipts", otherwise.receipts()),
        section.duration("held", otherwise.held()));
    if (retention.receipts().compareTo(retention.exposures().plus(RECEIPTS_OUTLIVE)) < 0) {
      throw section.wrong("receipts", "must be at least 2d longer than retention.exposures");
    }
    if (retention.held().compareTo(retention.exposures()) > 0) {
      throw section.wrong("held", "must be at most as long as retention.exposures");
    }
    return retention;
  }

  private Optional<Path> heldKeys() {
    if (!root.has("keys")) return Optional.empty();
    ConfigSection section = root.section("keys", keys("keys"));
    return section.has("held") ? Optional.of(section.path("held")) : Optional.empty();
  }

  private List<PeerEntry> peers() {
    List<PeerEntry> peers = new ArrayList<>();
    List<ConfigNode> items = problems.attempt(() -> root.items("peers")).orElse(List.of());
    for (int index = 0; index < items.size(); index++) {
      String path = "peers[" + index + "]";
      ConfigNode item = items.get(index);
      problems
          .attempt(
              () -> PeerEntry.read(problems, new ConfigSection(problems, path, item, keys("peer"))))
          .ifPresent(peers::add);
    }
    return peers;
  }

  private Risk risk() {
    return root.has("risk") ? RiskSection.read(root.section("risk", keys("risk"))) : Risk.DEFAULT;
  }

  private Optional<Robert> robert() {
    return root.has("robert")
        ? Optional.of(RobertSection.read(root.section("robert", RobertSection.KEYS)))
        : Optional.empty();
  }

  private ExposureList exposureList() {
    if (!root.has("exposureList")) return ExposureList.DEFAULT;
    ConfigSection section = root.section("exposureList", keys("exposureList"));
    ExposureList otherwise = ExposureList.DEFAULT;
    return new ExposureList(
        section.flag("centralisedFamilies", otherwise.centralisedFamilies()),
        partitions(section),
        section.bytes("memory", MIN_LIST_BYTES, MAX_LIST_BYTES, otherwise.memoryBytes()));
  }

  private static boolean partitions(ConfigSection section) {
    String word = section.text("partitions", "state");
    if (!Set.of("state", "none").contains(word)) {
      throw section.wrong("partitions", "is state or none");
    }
    return word.equals("state");
  }

  private Connections connections() {
    Connections otherwise = Connections.DEFAULT;
    if (!root.has("limits")) return otherwise;
    ConfigSection limits = root.section("limits", keys("limits"));
    if (!limits.has("connections")) return otherwise;
    ConfigSection section = limits.section("connections", keys("connections"));
    return new Connections(
        connections(section, "peers", otherwise.peers()),
        connections(section, "devices", otherwise.devices()),
        connections(section, "ops", otherwise.ops()),
        connections(section, "ofOneAddress", otherwise.ofOneAddress()));
  }

  private static int connections(ConfigSection section, String key, int otherwise) {
    return section.integer(key, MIN_CONNECTIONS, MAX_CONNECTIONS, otherwise);
  }

  /// The authority that a section names: country and state, or a custom code.
  static RoutingCode code(ConfigSection section) {
    if (section.has("custom")) {
      if (section.has("country") || section.has("state")) {
        throw section.wrong("custom", "stands in place of country and state; leave those out");
      }
      return RoutingCode.parseCustom(section.word("custom"))
          .orElseThrow(() -> section.wrong("custom", "must be 8 hex digits such as c0ffee01"));
    }
    return RoutingCode.nation(
        section.integer("country", 1, MAX_COUNTRY), section.integer("state", 0, 0xFFFF));
  }

  /// The authorities that a list names; none where the key is absent.
  static List<RoutingCode> codes(ConfigProblems problems, ConfigSection section, String key) {
    List<RoutingCode> codes = new ArrayList<>();
    for (ConfigNode item : section.items(key)) {
      codes.add(code(new ConfigSection(
          problems, section.name(key) + "[" + codes.size() + "]", item, keys("code"))));
    }
    return codes;
  }

  static Optional<URI> url(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  static Set<String> keys(String kind) {
    return Optional.ofNullable(KEYS.get(kind)).orElseThrow();
  }
}
