package godwit.perf;

import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.perf.load.BatchBody;
import godwit.perf.load.BodyCache;
import godwit.perf.load.Mix;
import godwit.perf.worker.ServerProcess;
import godwit.store.embedded.Folders;
import godwit.trust.Pem;
import godwit.trust.Pki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;

/// A node for a simulation, with a database of its own, and the peers that may send to it.
final class SimulatedNode {
  private static final RoutingCode HOME = RoutingCode.nation(826, 0);
  private static final List<RoutingCode> PEERS = List.of(
      RoutingCode.nation(250, 0),
      RoutingCode.nation(578, 0),
      RoutingCode.nation(276, 0),
      RoutingCode.nation(752, 0));
  private static final int CERTIFICATE_DAYS = 2;
  private static final char[] NO_PASSWORD = {};

  private final Path folder;
  private final ServerProcess process;
  private final ServerProcess.Ports ports;
  private final List<KeyManagerFactory> keys = new ArrayList<>();
  private final BatchBody exposures = new BodyCache().of(Mix.SIMPLE, EXPOSURES, true, HOME);
  /* Of users of this authority, and of each peer's. */
  private final List<BatchBody> contacts = Stream.concat(Stream.of(HOME), PEERS.stream())
      .map(met -> new BodyCache().of(Mix.CONTACTS, CONTACTS, true, met))
      .toList();

  /// Records of a peer's batch.
  static final int EXPOSURES = 1_000;

  /// Records of a phone's upload.
  static final int CONTACTS = 40;

  private SimulatedNode(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    Path pki = folder.resolve("pki");
    Pki maker = new Pki(InstantSource.system());
    maker.init(pki);
    maker.authority(pki, HOME, List.of(), CERTIFICATE_DAYS);
    StringBuilder peers = new StringBuilder();
    for (RoutingCode peer : PEERS) {
      keys.add(keys(maker.authority(pki, peer, List.of(), CERTIFICATE_DAYS)));
      peers.append("  - { country: %d, state: %d, name: Peer, delivery: pull }\n"
          .formatted(peer.country(), peer.state()));
    }
    Path configuration = Files.writeString(folder.resolve("node.yaml"), """
        authority: { country: 826, state: 0, name: Home }
        listen:
          peers: { host: 127.0.0.1, port: 0 }
          devices: { host: 127.0.0.1, port: 0 }
          ops: { host: 127.0.0.1, port: 0 }
        tls: { certificate: pki/826-0.pem, key: pki/826-0.key, trust: pki/ca.pem }
        data: data
        mix: { every: 1s, atMost: 1s }
        peers:
        """ + peers);
    process = ServerProcess.start(
        Settings.server(Optional.empty(), Optional.empty(), List.of("-Xmx256m")), configuration);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    ports = process.awaitReady();
  }

  /// Starts one, which stops when this JVM does.
  static SimulatedNode start() {
    try {
      Path folder = Files.createTempDirectory("godwit-gatling-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      return new SimulatedNode(folder.toRealPath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  ServerProcess.Ports ports() {
    return ports;
  }

  /// The certificate of the authority that a virtual user speaks for.
  KeyManagerFactory keys(long user) {
    return keys.get(index(user));
  }

  /// A compressed batch of that authority, which nobody has sent before.
  byte[] exposures(long user) {
    return batch(exposures, Magic.EXPOSURES, PEERS.get(index(user)));
  }

  /// A compressed batch of a phone, which has met users of one authority.
  byte[] contacts(long user) {
    BatchBody met = contacts.get(Math.floorMod(user, contacts.size()));
    return batch(met, Magic.CONTACTS, HOME);
  }

  /// Where batches for this node are posted.
  String path() {
    return "/exposure/" + HOME.path();
  }

  /// Where a virtual user fetches what waits for the authority that it speaks for.
  String waiting(long user) {
    return "/exposure/" + PEERS.get(index(user)).path();
  }

  private static int index(long user) {
    return Math.floorMod(user, PEERS.size());
  }

  private static byte[] batch(BatchBody body, Magic magic, RoutingCode origin) {
    BatchBody.Stamped stamped = body.stamp(
        new Preamble(magic, 0, UUID.randomUUID(), origin, HOME, System.currentTimeMillis()));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(stamped.head());
    bytes.writeBytes(body.shared());
    bytes.writeBytes(stamped.tail());
    return bytes.toByteArray();
  }

  private static KeyManagerFactory keys(Pki.Issued issued)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    Certificate[] chain = Pem.certificates(issued.certificate()).toArray(Certificate[]::new);
    store.setKeyEntry("peer", Pem.privateKey(issued.key()), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    return keys;
  }

  private void stop() {
    process.close();
    try {
      Folders.delete(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
