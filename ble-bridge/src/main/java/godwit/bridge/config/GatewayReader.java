package godwit.bridge.config;

import com.fasterxml.jackson.core.JsonPointer;
import godwit.bridge.feed.gateway.MappedFormat;
import godwit.bridge.feed.gateway.Product;
import godwit.bridge.feed.net.BluezAdapter;
import godwit.bridge.feed.net.EsphomeDevice;
import godwit.bridge.feed.net.EventStream;
import godwit.bridge.feed.net.GatewaySource;
import godwit.bridge.feed.net.HciLine;
import godwit.bridge.venue.Gateway;
import godwit.codec.payload.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `gateways` and `formats` of a bridge's configuration.
final class GatewayReader {
  static final int MAX_GATEWAYS = 500;

  private static final int MIN_TOKEN = 16;
  private static final int KEY_BYTES = 32;

  private final YamlSection root;
  private final Path folder;

  GatewayReader(YamlSection root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /// @param sources takes those of gateways to which the bridge goes
  List<Gateway> read(Map<String, GatewaySource> sources) {
    Map<String, MappedFormat> formats = formats();
    List<Gateway> gateways = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlSection> sections = root.sections("gateways");
    if (sections.isEmpty()) root.problem("gateways", "is missing: a list of them");
    if (sections.size() > MAX_GATEWAYS) root.problem("gateways", "are at most " + MAX_GATEWAYS);
    for (YamlSection section : sections) {
      Gateway gateway = gateway(section, formats, sources);
      if (!names.add(gateway.name())) section.problem("name", "is another gateway's too");
      gateways.add(gateway);
    }
    return gateways;
  }

  private Gateway gateway(
      YamlSection section, Map<String, MappedFormat> formats, Map<String, GatewaySource> sources) {
    String name = section.required("name");
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      section.problem("name", "has letters, digits, dots, dashes and underscores, at most 64");
    }
    String area = section.text("area").orElse("");
    if (area.getBytes(StandardCharsets.UTF_8).length > 255) {
      section.problem("area", "has at most 255 bytes");
    }
    Optional<GatewaySource> source = source(section);
    source.ifPresent(each -> sources.put(name, each));
    Optional<String> wanted = section.text("format");
    Optional<MappedFormat> format = wanted.flatMap(each -> Optional.ofNullable(formats.get(each)));
    if (wanted.isPresent() && format.isEmpty()) section.problem("format", "is not in formats");
    Product product = switch (source.orElse(null)) {
      case HciLine _ -> Product.HCI;
      case EsphomeDevice _ -> Product.ESPHOME;
      case BluezAdapter _ -> Product.BLUEZ;
      case EventStream _ -> format.isEmpty() ? product(section) : Product.MAPPED;
      case null -> format.isEmpty() ? product(section) : Product.MAPPED;
    };
    Optional<String> topic = section.text("topic");
    Gateway gateway = new Gateway(
        name,
        area,
        product,
        token(section),
        section.text("certificate").map(text -> digits(section, "certificate", text, 64)),
        section.text("address").map(text -> digits(section, "address", text, 12)),
        topic,
        format);
    boolean reachable = source.isPresent()
        || topic.isPresent()
        || gateway.token().isPresent()
        || gateway.certificate().isPresent();
    if (!reachable) {
      section.problem(
          "name", "has no way in: a token, a certificate, a topic, or a source to go to");
    }
    section.end();
    return gateway;
  }

  private static Product product(YamlSection section) {
    Product found = section.as(
        "product",
        Product.MAPPED,
        "ruuvi, minew, openmqttgateway, theengs, cassia or aruba; others need a format",
        text -> Product.of(text).filter(each -> each != Product.MAPPED && !each.isSource()));
    if (!section.has("product")) section.problem("product", "or format is missing");
    return found;
  }

  private Optional<String> token(YamlSection section) {
    Optional<String> token =
        section.text("tokenFile").map(file -> secret(section, "tokenFile", file));
    if (token.isPresent() && token.get().length() < MIN_TOKEN) {
      section.problem("tokenFile", "holds a token of at least " + MIN_TOKEN + " characters");
    }
    return token;
  }

  private Optional<GatewaySource> source(YamlSection section) {
    List<GatewaySource> found = new ArrayList<>();
    line(section).ifPresent(found::add);
    section.section("events").flatMap(this::stream).ifPresent(found::add);
    section.section("esphome").map(this::device).ifPresent(found::add);
    section.section("bluez").map(GatewayReader::adapter).ifPresent(found::add);
    if (found.size() > 1) section.problem("name", "has more than one source");
    return found.stream().findFirst();
  }

  private EsphomeDevice device(YamlSection section) {
    String host = section.required("host");
    int port = (int) section.number("port", EsphomeDevice.PORT, 1, 65_535);
    Optional<Bytes> key = Optional.empty();
    if (section.has("keyFile")) {
      byte[] bytes = {};
      try {
        bytes = Base64.getDecoder().decode(secret(section, "keyFile", section.required("keyFile")));
      } catch (IllegalArgumentException _) {
        // said below
      }
      if (bytes.length != KEY_BYTES) section.problem("keyFile", "holds 32 bytes in base64");
      key = Optional.of(Bytes.copyOf(bytes));
    } else {
      section.text("keyFile");
    }
    section.end();
    return new EsphomeDevice(host, port, key);
  }

  private static BluezAdapter adapter(YamlSection section) {
    String bus = section.text("bus").orElse(BluezAdapter.SYSTEM);
    String name = section.text("adapter").orElse("hci0");
    if (!name.matches("[A-Za-z0-9_]{1,32}")) section.problem("adapter", "is a name such as hci0");
    section.end();
    return new BluezAdapter(bus, name);
  }

  private Optional<EventStream> stream(YamlSection section) {
    Optional<URI> url = url(section, "url");
    Optional<EventStream.TokenSource> token = Optional.empty();
    if (section.has("tokenUrl")) {
      String password = secret(section, "passwordFile", section.required("passwordFile"));
      String user = section.required("user");
      token = url(section, "tokenUrl").map(at -> new EventStream.TokenSource(at, user, password));
    }
    section.end();
    Optional<EventStream.TokenSource> source = token;
    return url.map(at -> new EventStream(at, source));
  }

  private static Optional<URI> url(YamlSection section, String key) {
    String text = section.required(key);
    try {
      URI url = URI.create(text);
      if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException _) {
      section.problem(key, "is no address");
      return Optional.empty();
    }
    if (!text.isEmpty()) section.problem(key, "has to begin with http:// or https://");
    return Optional.empty();
  }

  private String secret(YamlSection section, String key, String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8).strip();
    } catch (IOException _) {
      section.problem(key, "cannot be read: " + folder.resolve(file));
      return "";
    }
  }

  private Optional<HciLine> line(YamlSection section) {
    Optional<String> serial = section.text("serial");
    Optional<String> tcp = section.text("tcp");
    Optional<String> unix = section.text("unix");
    int baud = (int) section.number("baud", 1_000_000, 1_200, 4_000_000);
    if (serial.isPresent()) return Optional.of(new HciLine.Serial(serial.get(), baud));
    if (unix.isPresent()) return Optional.of(new HciLine.Unix(folder.resolve(unix.get())));
    if (tcp.isEmpty()) return Optional.empty();
    int colon = tcp.get().lastIndexOf(':');
    String port = tcp.get().substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      section.problem("tcp", "has to be HOST:PORT");
      return Optional.empty();
    }
    return Optional.of(new HciLine.Tcp(tcp.get().substring(0, colon), Integer.parseInt(port)));
  }

  private Map<String, MappedFormat> formats() {
    Map<String, MappedFormat> formats = new HashMap<>();
    root.named("formats").forEach((name, section) -> {
      formats.put(
          name,
          new MappedFormat(
              pointer(section, "items").orElse(JsonPointer.empty()),
              pointer(section, "gateway"),
              wanted(section, "address"),
              wanted(section, "rssi"),
              wanted(section, "data"),
              pointer(section, "time")));
      section.end();
    });
    return formats;
  }

  private static JsonPointer wanted(YamlSection section, String key) {
    if (!section.has(key)) section.problem(key, "is missing");
    return pointer(section, key).orElse(JsonPointer.empty());
  }

  private static Optional<JsonPointer> pointer(YamlSection section, String key) {
    return section.as(key, Optional.empty(), "a JSON Pointer such as /mac", text -> {
      try {
        return Optional.of(Optional.of(JsonPointer.compile(text)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    });
  }

  private static String digits(YamlSection section, String key, String text, int count) {
    String digits = text.replaceAll("[:.-]", "").toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{" + count + "}")) {
      section.problem(key, "has " + count + " hex digits");
    }
    return digits;
  }
}
