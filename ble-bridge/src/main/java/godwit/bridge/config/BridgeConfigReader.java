package godwit.bridge.config;

import godwit.bridge.detection.EventRules;
import godwit.bridge.feed.net.Broker;
import godwit.bridge.feed.net.Endpoint;
import godwit.bridge.feed.net.GatewaySource;
import godwit.bridge.spool.SpoolBounds;
import godwit.bridge.uplink.ClientIdentity;
import godwit.bridge.venue.Gateway;
import godwit.bridge.venue.PipelineRules;
import godwit.codec.air.AirSystem;
import godwit.codec.air.Recogniser;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a bridge's configuration and tells everything that is wrong with it.
public final class BridgeConfigReader {
  static final int MAX_BYTES = 1 << 20;

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})(KiB|MiB|GiB)");
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  private final Path folder;

  private BridgeConfigReader(Path folder) {
    this.folder = folder;
  }

  /// Reads a file; relative paths in it start at its folder.
  public static BridgeConfig read(Path file, Map<String, String> environment)
      throws IOException, BridgeConfigException {
    if (Files.size(file) > MAX_BYTES) throw new IOException(file + " is larger than 1 MiB");
    YamlSection.Problems problems =
        new YamlSection.Problems(file.toString(), new ArrayList<>(), environment);
    Path folder = file.toAbsolutePath().getParent();
    String text = Files.readString(file, StandardCharsets.UTF_8);
    BridgeConfigReader reader = new BridgeConfigReader(folder == null ? Path.of("/") : folder);
    BridgeConfig config = reader.config(YamlSection.read(text, problems));
    if (!problems.found().isEmpty()) throw new BridgeConfigException(problems.found());
    return config;
  }

  private BridgeConfig config(YamlSection root) {
    YamlSection venue = required(root, "venue");
    RoutingCode authority = RoutingCode.nation(
        (int) venue.number("country", 0, 1, 999), (int) venue.number("state", 0, 0, 0xFFFF));
    if (!venue.has("country")) venue.problem("country", "is missing");
    if (!venue.has("code")) venue.problem("code", "is missing");
    long code = venue.number("code", 0, 0, MAX_UINT32);
    Path secret = path(venue.text("secret").orElse("venue.secret"));
    venue.end();
    PipelineRules rules = rules(root, authority);
    Optional<BridgeConfig.Authority> uplink = root.section("authority").map(this::authority);
    Optional<YamlSection> listen = root.section("listen");
    Optional<Endpoint> http =
        listen.flatMap(each -> each.section("http")).map(each -> listener(each, 8080));
    Optional<Endpoint> mqtt =
        listen.flatMap(each -> each.section("mqtt")).map(each -> listener(each, 8883));
    Endpoint ops = listen
        .flatMap(each -> each.section("ops"))
        .map(this::ops)
        .orElse(
            new Endpoint("127.0.0.1", 9091, Optional.empty(), Optional.empty(), Optional.empty()));
    listen.ifPresent(YamlSection::end);
    List<Broker> brokers = root.sections("brokers").stream().map(this::broker).toList();
    Map<String, GatewaySource> sources = new HashMap<>();
    List<Gateway> gateways = new GatewayReader(root, folder).read(sources);
    Optional<YamlSection> spool = root.section("spool");
    Path folderOfSpool = path(spool.flatMap(each -> each.text("folder")).orElse("spool"));
    long bytes = spool.map(each -> size(each, "bytes", 1L << 30)).orElse(1L << 30);
    Duration age =
        spool.map(each -> duration(each, "age", Duration.ofDays(14))).orElse(Duration.ofDays(14));
    spool.ifPresent(YamlSection::end);
    root.end();
    return new BridgeConfig(
        code,
        secret,
        rules,
        uplink,
        http,
        mqtt,
        ops,
        brokers,
        gateways,
        sources,
        folderOfSpool,
        new SpoolBounds(Math.max(1, bytes), age));
  }

  private PipelineRules rules(YamlSection root, RoutingCode authority) {
    Recogniser recogniser = Recogniser.STANDARD;
    Optional<YamlSection> recognise = root.section("recognise");
    boolean gaen = recognise.map(each -> flag(each, "gaen")).orElse(false);
    Set<AirSystem> without = EnumSet.noneOf(AirSystem.class);
    if (!gaen) without.add(AirSystem.GAEN);
    recogniser = recogniser.without(without);
    UUID none = new UUID(0, 0);
    UUID draft = recognise
        .map(each -> each.as("draftService", none, "a UUID", BridgeConfigReader::uuid))
        .orElse(none);
    if (!draft.equals(none)) recogniser = recogniser.withDraft(draft);
    recognise.ifPresent(YamlSection::end);
    Optional<YamlSection> events = root.section("events");
    Duration gap = events
        .map(each -> duration(each, "gap", Duration.ofSeconds(60)))
        .orElse(Duration.ofSeconds(60));
    Duration length = events
        .map(each -> duration(each, "maxLength", Duration.ofMinutes(15)))
        .orElse(Duration.ofMinutes(15));
    int bin = events.map(each -> (int) each.number("binSeconds", 10, 1, 15)).orElse(10);
    Duration settle = events
        .map(each -> duration(each, "settle", Duration.ofSeconds(60)))
        .orElse(Duration.ofSeconds(60));
    int samples = events.map(each -> (int) each.number("minSamples", 2, 1, 90)).orElse(2);
    Duration every = events
        .map(each -> duration(each, "checkpoint", Duration.ofSeconds(60)))
        .orElse(Duration.ofSeconds(60));
    EventRules rules = EventRules.STANDARD;
    try {
      rules = new EventRules(gap, length, bin);
    } catch (IllegalArgumentException e) {
      root.problem("events", "contradicts itself: " + e.getMessage());
    }
    events.ifPresent(YamlSection::end);
    return new PipelineRules(authority, recogniser, rules, settle, samples, every);
  }

  private BridgeConfig.Authority authority(YamlSection section) {
    String text = section.required("url");
    URI url = URI.create("https://missing");
    try {
      url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (!text.isEmpty() && (!"https".equals(url.getScheme()) || url.getHost() == null)) {
        section.problem("url", "has to be https://HOST:PORT");
      }
    } catch (IllegalArgumentException _) {
      section.problem("url", "has to be https://HOST:PORT");
    }
    ClientIdentity identity = new ClientIdentity(
        path(section.required("certificate")),
        path(section.required("key")),
        path(section.required("trust")));
    boolean whenAsked =
        section.as("policy", false, "continuous or when-asked", word -> switch (word) {
          case "continuous" -> Optional.of(false);
          case "when-asked" -> Optional.of(true);
          default -> Optional.empty();
        });
    Duration every = duration(section, "every", Duration.ofSeconds(60));
    section.end();
    return new BridgeConfig.Authority(url, identity, whenAsked, every);
  }

  private Endpoint listener(YamlSection section, int port) {
    Endpoint at = new Endpoint(
        section.text("host").orElse("0.0.0.0"),
        (int) section.number("port", port, 0, 65_535),
        section.text("certificate").map(this::path),
        section.text("key").map(this::path),
        section.text("clients").map(this::path));
    if (at.certificate().isPresent() != at.key().isPresent()) {
      section.problem("certificate", "needs its key, and the key its certificate");
    }
    if (at.trust().isPresent() && at.certificate().isEmpty()) {
      section.problem("clients", "needs TLS: a certificate and its key");
    }
    section.end();
    return at;
  }

  private Endpoint ops(YamlSection section) {
    String host = section.as(
        "host",
        "127.0.0.1",
        "a loopback address",
        text -> Set.of("127.0.0.1", "::1", "localhost").contains(text)
            ? Optional.of(text)
            : Optional.empty());
    int port = (int) section.number("port", 9091, 0, 65_535);
    section.end();
    return new Endpoint(host, port, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Broker broker(YamlSection section) {
    Endpoint at = new Endpoint(
        section.required("host"),
        (int) section.number("port", 8883, 1, 65_535),
        section.text("certificate").map(this::path),
        section.text("key").map(this::path),
        section.text("trust").map(this::path));
    Optional<String> password = section.text("passwordFile").map(file -> secret(section, file));
    Broker broker = new Broker(
        at, section.text("client").orElse("godwit-bridge"), section.text("user"), password);
    section.end();
    return broker;
  }

  private String secret(YamlSection section, String file) {
    try {
      return Files.readString(path(file), StandardCharsets.UTF_8).strip();
    } catch (IOException _) {
      section.problem("passwordFile", "cannot be read: " + path(file));
      return "";
    }
  }

  private Path path(String text) {
    return folder.resolve(text).normalize();
  }

  private static YamlSection required(YamlSection root, String key) {
    Optional<YamlSection> section = root.section(key);
    if (section.isEmpty()) root.problem(key, "is missing");
    return section.orElse(root);
  }

  private static boolean flag(YamlSection section, String key) {
    return section.as(key, false, "true or false", text -> switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    });
  }

  private static Duration duration(YamlSection section, String key, Duration otherwise) {
    return section.as(key, otherwise, "a time such as 60s or 14d", text -> {
      Matcher found = DURATION.matcher(text);
      if (!found.matches()) return Optional.empty();
      long number = Long.parseLong(found.group(1));
      if (number == 0) return Optional.empty();
      return Optional.of(
          switch (found.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          });
    });
  }

  private static long size(YamlSection section, String key, long otherwise) {
    return section.as(key, otherwise, "a size such as 512MiB", text -> {
      Matcher found = SIZE.matcher(text);
      if (!found.matches()) return Optional.empty();
      int shift = switch (found.group(2)) {
        case "KiB" -> 10;
        case "MiB" -> 20;
        default -> 30;
      };
      return Optional.of(Long.parseLong(found.group(1)) << shift);
    });
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
