package godwit.perf.worker;

import godwit.codec.payload.RoutingCode;
import godwit.trust.Pki;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The folder of a benchmark: certificates, and the configurations of two nodes.
///
/// The sender exists as a certificate alone: the load client speaks for it. A takes batches for
/// itself and relays those for B; B takes what comes from A or from the sender. C is started and
/// stopped, and takes what comes from the sender.
///
/// @param pki certificates and keys, named as [#stem(RoutingCode)] says
/// @param relay the configuration of A
/// @param destination the configuration of B
/// @param started the configuration of C
public record FederationFolder(Path folder, Path pki, Path relay, Path destination, Path started) {
  /// Whose batches they are.
  public static final RoutingCode SENDER = RoutingCode.nation(250, 0);

  /// Who takes them, and relays.
  public static final RoutingCode A = RoutingCode.nation(826, 0);

  /// Whom some are for.
  public static final RoutingCode B = RoutingCode.nation(578, 0);

  /// Who is started and stopped.
  public static final RoutingCode C = RoutingCode.nation(208, 0);

  private static final int CERTIFICATE_DAYS = 30;
  /* Below the ports that Linux hands out, so that nobody is given it meanwhile. */
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;
  private static final int TRIES = 100;
  private static final Duration KEY_MARGIN = Duration.ofDays(1);

  private static final String RELAY = """
      authority: { country: 826, state: 0, name: A }
      relay: true
      listen:
        peers: { host: 127.0.0.1, port: 0 }
        devices: { host: 127.0.0.1, port: 0 }
        ops: { host: 127.0.0.1, port: 0 }
      tls: { certificate: pki/826-0.pem, key: pki/826-0.key, trust: pki/ca.pem }
      data: data/a
      mix: { every: 1s, atMost: 1s }
      peers:
        - country: 250
          state: 0
          name: Sender
          delivery: pull
          signing: [ pki/250-0-signing.key.pub ]
        - { country: 578, state: 0, name: B, endpoints: [ "https://localhost:PORT" ] }
      """;
  private static final String DESTINATION = """
      authority: { country: 578, state: 0, name: B }
      listen:
        peers: { host: 127.0.0.1, port: PORT }
        ops: { host: 127.0.0.1, port: 0 }
      tls: { certificate: pki/578-0.pem, key: pki/578-0.key, trust: pki/ca.pem }
      data: data/b
      peers:
        - { country: 250, state: 0, name: Sender, delivery: pull }
        - country: 826
          state: 0
          name: A
          delivery: pull
          relay: true
          relays: [ { country: 250, state: 0 } ]
          unsigned: true
      """;

  private static final String STARTED = """
      authority: { country: 208, state: 0, name: C }
      listen:
        peers: { host: 127.0.0.1, port: 0 }
        devices: { host: 127.0.0.1, port: 0 }
        ops: { host: 127.0.0.1, port: 0 }
      tls: { certificate: pki/208-0.pem, key: pki/208-0.key, trust: pki/ca.pem }
      data: data/c
      mix: { every: 1s, atMost: 1s }
      peers:
        - { country: 250, state: 0, name: Sender, delivery: pull }
      """;

  /// Writes all of it into a folder.
  public static FederationFolder write(Path folder) throws IOException {
    return write(folder, RELAY);
  }

  /// The same with no key for A that an earlier build does not know: what its phones upload waits
  /// for as long as each build has it wait.
  public static FederationFolder ofAuthorities(Path folder) throws IOException {
    String relay = RELAY.replaceFirst("mix: .*\n", "").replaceFirst(" *signing: .*\n", "");
    return write(folder, relay);
  }

  private static FederationFolder write(Path folder, String relay) throws IOException {
    Path pki = folder.resolve("pki");
    Pki maker = new Pki(InstantSource.system());
    maker.init(pki);
    for (RoutingCode code : List.of(SENDER, A, B, C)) {
      maker.authority(pki, code, List.of(), CERTIFICATE_DAYS);
    }
    Instant now = Instant.now();
    KeyFiles.write(
        signingKey(pki, SENDER),
        SigningKey.make(
            new SecureRandom(),
            now.minus(KEY_MARGIN),
            now.plus(Duration.ofDays(CERTIFICATE_DAYS))));
    String port = Integer.toString(freePort());
    return new FederationFolder(
        folder,
        pki,
        Files.writeString(folder.resolve("a.yaml"), relay.replace("PORT", port)),
        Files.writeString(folder.resolve("b.yaml"), DESTINATION.replace("PORT", port)),
        Files.writeString(folder.resolve("c.yaml"), STARTED));
  }

  /// Another configuration of A, whose phones' uploads are not mixed, on a database of its own.
  ///
  /// @param name of its file and of its folder
  /// @param flush of what gathers for B
  public Path unmixed(String name, String flush) throws IOException {
    String config = Files.readString(relay)
        .replaceFirst("mix: .*\n", "mix: { every: 0s }\n")
        .replace("data/a", "data/" + name)
        .replace("name: B, ", "name: B, " + flush);
    return Files.writeString(folder.resolve(name + ".yaml"), config);
  }

  /// The configuration of a node like C, on a database of its own.
  ///
  /// @param name of its file and of its folder
  public Path another(String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"), STARTED.replace("data/c", "data/" + name));
  }

  /// The folder of such a node's database.
  public Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  /// The name, without its end, of an authority's files.
  public static String stem(RoutingCode code) {
    return code.country() + "-" + code.state();
  }

  /// The file of the key that an authority signs with; of the sender alone there is one.
  public static Path signingKey(Path pki, RoutingCode code) {
    return pki.resolve(stem(code) + "-signing.key");
  }

  static int freePort() throws IOException {
    for (int tries = 0; tries < TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return port;
      } catch (IOException taken) {
        if (tries == TRIES - 1) throw taken;
      }
    }
    throw new IllegalStateException("TRIES=" + TRIES);
  }
}
