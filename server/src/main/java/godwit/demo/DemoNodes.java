package godwit.demo;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.node.Node;
import godwit.store.embedded.EmbeddedPostgres;
import godwit.store.embedded.Folders;
import godwit.time.TimeSource;
import godwit.trust.Pki;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.SigningKey;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// France, Norway and a hub on loopback: one PostgreSQL, keys, certificates and configuration
/// files, all in a temporary folder that goes when they stop.
///
/// Norway sends to France directly, France to Norway through the hub.
public final class DemoNodes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoNodes.class);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final int CERTIFICATE_DAYS = 30;
  private static final int DATABASE_SECONDS = 60;

  private final TimeSource clock;
  private final Deque<Closeable> opened = new ArrayDeque<>();
  private boolean closed;

  public DemoNodes(TimeSource clock) {
    this.clock = clock;
  }

  /// What runs.
  ///
  /// @param folder of certificates, keys, configurations and the database
  public record Running(Path folder, Site france, Site norway, List<Listening> nodes) {}

  /// A node and its ports.
  public record Listening(String name, Node.Ports ports) {}

  /* Something that is started, and stopped later. */
  @FunctionalInterface
  private interface Start<T> {
    T run() throws IOException;
  }

  @FunctionalInterface
  private interface Stop<T> {
    void run(T started) throws IOException;
  }

  /// Starts everything. If that fails, [#close()] stops what had been started.
  public Running start() throws IOException {
    Path folder = open(DemoNodes::temporaryFolder, Folders::delete);
    Pki pki = new Pki(clock);
    Path keys = folder.resolve("pki");
    pki.init(keys);
    for (RoutingCode code : List.of(HUB, Country.FRANCE.code(), Country.NORWAY.code())) {
      pki.authority(keys, code, List.of(), CERTIFICATE_DAYS);
    }
    for (RoutingCode code : List.of(Country.FRANCE.code(), Country.NORWAY.code())) {
      Instant now = clock.instant();
      KeyFiles.write(
          keys.resolve(code.country() + "-" + code.state() + "-signing.key"),
          SigningKey.make(new SecureRandom(), now, now.plus(CERTIFICATE_DAYS, ChronoUnit.DAYS)));
    }
    EmbeddedPostgres postgres =
        open(() -> EmbeddedPostgres.start(folder.resolve("postgresql")), EmbeddedPostgres::close);
    createDatabases(postgres, List.of("france", "norway", "hub"));
    DemoConfiguration files = DemoConfiguration.write(folder, new SecureRandom());
    Node hub = node(files.hub(), postgres, "hub");
    Node france = node(files.france(), postgres, "france");
    Node norway = node(files.norway(), postgres, "norway");
    Path trust = keys.resolve("ca.pem");
    return new Running(
        folder,
        site(Country.FRANCE, france, trust, postgres, "france"),
        site(Country.NORWAY, norway, trust, postgres, "norway"),
        List.of(
            new Listening("France", france.ports()),
            new Listening("Norway", norway.ports()),
            new Listening("Hub", hub.ports())));
  }

  /// Whether somebody asked it to stop.
  public synchronized boolean isClosed() {
    return closed;
  }

  /// Stops what runs, last started first, and removes the folder. From any thread: it waits for a
  /// start that is under way, and lets no other begin.
  @Override
  public synchronized void close() {
    closed = true;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (IOException failure) {
        LOG.warn("the demonstration did not clear up well: {}", failure.getMessage());
      }
    }
  }

  private synchronized <T> T open(Start<T> start, Stop<T> stop) throws IOException {
    if (closed) throw new IOException("stopped");
    T started = start.run();
    opened.push(() -> stop.run(started));
    return started;
  }

  private Node node(Path file, EmbeddedPostgres postgres, String database) throws IOException {
    ServerConfig config = ServerConfig.read(file);
    return open(() -> Node.start(config, clock, postgres.connectOptions(database)), Node::close);
  }

  private static Site site(
      Country country, Node node, Path trust, EmbeddedPostgres postgres, String database) {
    Node.Ports ports = node.ports();
    return new Site(
        country, ports.devices(), ports.ops(), trust, postgres.connectOptions(database));
  }

  private static void createDatabases(EmbeddedPostgres postgres, List<String> names)
      throws IOException {
    Vertx vertx = Vertx.vertx();
    try {
      for (String name : names) {
        postgres.createDatabase(vertx, name).await(DATABASE_SECONDS, TimeUnit.SECONDS);
      }
      vertx.close().await(DATABASE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IOException("PostgreSQL makes no database in time", late);
    }
  }

  /* To be passed through by the account that PostgreSQL runs under, but not to be listed. */
  private static Path temporaryFolder() throws IOException {
    Path folder = Files.createTempDirectory("godwit-demo-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    return folder.toRealPath();
  }
}
