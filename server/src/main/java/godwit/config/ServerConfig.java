package godwit.config;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.domain.Guidance;
import godwit.domain.MixPolicy;
import godwit.domain.risk.Scoring;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything an authority or a hub is told at its start: one YAML file, read once.
///
/// - shape: one record a section; `examples/one-authority.yaml` explains every key
/// - units: durations as [Duration]; paths absolute, or resolved against the file's folder
/// - errors: [ConfigException] with a sentence for each problem, each with its line
///
/// @param serves the routing codes this node answers for; its own first
/// @param relay whether this node is a hub, which passes on what others send each other
/// @param byteOrders of apps whose payloads are not big-endian, by their authority
/// @param heldKeys the file that contact events without a case are sealed with; without it none are
///     taken
/// @param mix when exposures of this authority's own users leave
/// @param registration of users whose identifiers only this authority can read
/// @param data the folder of whatever this node keeps on disk
public record ServerConfig(
    Authority authority,
    List<RoutingCode> serves,
    boolean relay,
    Listen listen,
    Tls tls,
    Keys keys,
    Database database,
    Path data,
    Retention retention,
    List<Peer> peers,
    Risk risk,
    Optional<Robert> robert,
    Map<RoutingCode, SenderOrder> byteOrders,
    ExposureList exposureList,
    Connections connections,
    MixPolicy mix,
    Optional<Path> heldKeys,
    Optional<Registration> registration) {

  public ServerConfig {
    serves = List.copyOf(serves);
    peers = List.copyOf(peers);
    byteOrders = Map.copyOf(byteOrders);
  }

  /// Reads a file; `${NAME}` stands for this process's environment.
  public static ServerConfig read(Path file) {
    return read(file, System.getenv());
  }

  /// Reads a file; `${NAME}` stands for a value of `environment`.
  public static ServerConfig read(Path file, Map<String, String> environment) {
    return ServerConfigReader.read(file, environment);
  }

  /// The entry of a peer.
  public Optional<Peer> peer(RoutingCode code) {
    return peers.stream().filter(peer -> peer.code().equals(code)).findFirst();
  }

  /// Whether exposures of this authority's own users wait for those of others.
  public boolean mixes() {
    return mix.isOn();
  }

  /// Who runs this node.
  ///
  /// @param endpoints addresses that peers are told to use, most wanted first; if there are none,
  ///     each is told the one that it asked at
  public record Authority(RoutingCode code, String name, List<URI> endpoints) {
    public Authority {
      endpoints = List.copyOf(endpoints);
    }

    public Authority(RoutingCode code, String name) {
      this(code, name, List.of());
    }
  }

  /// Where connections are accepted.
  ///
  /// @param peers other authorities, under mutual TLS
  /// @param devices phones of this authority's app; empty: none are served here
  /// @param ops health, metrics, dashboard and administration; loopback
  public record Listen(Address peers, Optional<Address> devices, Address ops) {}

  /// A host and a TCP port; port 0 takes a free one.
  public record Address(String host, int port) {
    public static final int MAX_PORT = 65_535;

    public Address {
      if (host.isBlank() || port < 0 || port > MAX_PORT) {
        throw new IllegalArgumentException("host=" + host + " port=" + port);
      }
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// How many connections each listener may have at once, and one address at each of `peers` and
  /// `devices`. Where the process may not open so many files, there are fewer.
  public record Connections(int peers, int devices, int ops, int ofOneAddress) {
    public static final Connections DEFAULT = new Connections(12_288, 12_288, 64, 3_072);
  }

  /// PEM files of this node's identity, of the certificates that vouch for its peers, of the lists
  /// of those that count no more, and of the certificates that vouch for gateways of its venues.
  public record Tls(
      Path certificate, Path key, Path trust, List<Path> revoked, Optional<Path> gateways) {
    public Tls {
      revoked = List.copyOf(revoked);
    }

    public Tls(Path certificate, Path key, Path trust) {
      this(certificate, key, trust, List.of(), Optional.empty());
    }
  }

  /// PEM files of the keys that this authority signs with, and of those that others seal to.
  public record Keys(List<Path> signing, List<Path> sealing) {
    public static final Keys NONE = new Keys(List.of(), List.of());

    public Keys {
      signing = List.copyOf(signing);
      sealing = List.copyOf(sealing);
    }
  }

  /// Where records are kept.
  public sealed interface Database {
    /// A PostgreSQL that this process starts, under the data folder.
    record Embedded() implements Database {}

    /// A PostgreSQL that somebody else runs.
    ///
    /// @param url `postgresql://user@host:port/database`, without a password
    record External(URI url, Optional<Path> passwordFile) implements Database {}
  }

  /// How long records stay: exposures, receipts, and contact events that no case has released.
  public record Retention(Duration exposures, Duration receipts, Duration held) {
    public static final Retention DEFAULT =
        new Retention(Duration.ofDays(21), Duration.ofDays(90), Duration.ofDays(14));
  }

  /// Another authority or a hub.
  ///
  /// @param endpoints base addresses, most wanted first; empty where none is needed
  /// @param via the hub that batches for this peer go through
  /// @param relays origins it may send for, besides itself
  /// @param pulls destinations it may pull for, besides itself
  /// @param relay whether it is a hub
  /// @param unsigned whether batches that pass through it may come without a signature
  /// @param fetch whether this node fetches what waits there for it
  /// @param sealing whether what is sent to it is sealed
  /// @param proof what its identity and its signatures are told by, besides `tls.trust`
  public record Peer(
      RoutingCode code,
      String name,
      List<URI> endpoints,
      Delivery delivery,
      Optional<RoutingCode> via,
      List<RoutingCode> relays,
      List<RoutingCode> pulls,
      boolean relay,
      boolean unsigned,
      boolean fetch,
      Proof proof,
      Flush flush,
      Sealing sealing) {
    /// With the usual flush.
    public Peer(
        RoutingCode code,
        String name,
        List<URI> endpoints,
        Delivery delivery,
        Optional<RoutingCode> via,
        List<RoutingCode> relays,
        List<RoutingCode> pulls,
        boolean relay,
        boolean unsigned,
        boolean fetch,
        Proof proof) {
      this(
          code,
          name,
          endpoints,
          delivery,
          via,
          relays,
          pulls,
          relay,
          unsigned,
          fetch,
          proof,
          Flush.DEFAULT,
          Sealing.OFFERED);
    }

    public Peer {
      endpoints = List.copyOf(endpoints);
      relays = List.copyOf(relays);
      pulls = List.copyOf(pulls);
    }
  }

  /// Whether what is sent to a peer is sealed: never, where its key is known, or always.
  public enum Sealing {
    OFF,
    OFFERED,
    REQUIRED
  }

  /// What a peer's identity and signatures are told by.
  ///
  /// @param signing files of the public keys that it signs with; none: as its resolver says
  /// @param pins of its certificates' keys, 64 hex digits each; none: all of `tls.trust`
  public record Proof(List<Path> signing, List<String> pins) {
    public static final Proof NONE = new Proof(List.of(), List.of());

    public Proof {
      signing = List.copyOf(signing);
      pins = List.copyOf(pins);
    }
  }

  /// When what has gathered for a peer becomes a batch: as soon as there are so many bytes, or the
  /// oldest has waited for so long.
  public record Flush(int bytes, Duration atMost) {
    public static final int MAX_BYTES = 64 << 20;
    public static final Duration LONGEST = Duration.ofHours(1);
    public static final Flush DEFAULT = new Flush(MAX_BYTES, Duration.ofMillis(200));
  }

  /// How batches reach a peer: this node sends them, or the peer fetches them.
  public enum Delivery {
    PUSH,
    PULL
  }

  /// How contact events are scored, and what phones make of the scores.
  public record Risk(Scoring scoring, Guidance guidance) {
    public static final Risk DEFAULT = new Risk(Scoring.DEFAULT, Guidance.DEFAULT);
  }

  /// What it takes to route ROBERT's identifiers.
  ///
  /// @param place of the key file's name: file and line, for sentences
  /// @param countries a federation's country byte to the ISO 3166-1 number of the country
  public record Robert(String place, Path federationKeyFile, Map<Integer, Integer> countries) {
    public Robert {
      countries = Map.copyOf(countries);
    }
  }

  /// What it takes to give users identifiers of centralised systems, and to read them.
  ///
  /// @param place of the key file's name: file and line, for sentences
  /// @param start of the service, which ROBERT counts its quarters of an hour from
  public record Registration(
      String place, Path keyFile, Set<PayloadFamily> families, LocalDate start) {
    public Registration {
      families = Set.copyOf(families);
    }
  }

  /// What phones are offered to compare with.
  ///
  /// @param centralisedFamilies whether identifiers that only the server can resolve are listed
  /// @param partitions whether there are pages by authority and family besides
  /// @param memoryBytes for pages that are answered without asking the database
  public record ExposureList(boolean centralisedFamilies, boolean partitions, long memoryBytes) {
    public static final ExposureList DEFAULT = new ExposureList(false, true, 64L << 20);
  }
}
