package godwit.server;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.codec.payload.RoutingCode;
import godwit.store.TestDatabases;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// One authority or hub of a test: its certificate, its configuration, its database, and what
/// serves them: this process, or one of its own, which may die and come back.
final class Member implements AutoCloseable {
  private static final String VISIBLE = """
      select s.bytes from portion p join destination d on d.id = p.destination_id
        join segment s on s.day = p.day and s.attempt_id = p.attempt_id
          and s.destination_id = p.destination_id
      where d.code =\s""";

  private final Vertx vertx;
  private final Path folder;
  private final RoutingCode code;
  private final Pki.Issued identity;
  private final Optional<PgConnectOptions> shared;
  private Optional<ServeProcess> process = Optional.empty();
  private Optional<Node> node = Optional.empty();
  private Optional<PgConnection> connection = Optional.empty();
  private Node.Ports ports = new Node.Ports(0, 0, 0);
  private int fixedPort;

  private Member(Vertx vertx, Path folder, RoutingCode code, Optional<PgConnectOptions> shared)
      throws IOException {
    this.vertx = vertx;
    this.folder = folder;
    this.code = code;
    this.identity = new Pki(InstantSource.system()).authority(folder, code, List.of(), 30);
    this.shared = shared;
  }

  /// What is visible to those who read.
  ///
  /// @param records counted one by one
  /// @param numbers how many of them are different
  record Stored(long records, int numbers) {}

  /// With a database on the server of all tests.
  static Member sharing(Vertx vertx, Path folder, RoutingCode code) throws IOException {
    return new Member(vertx, folder, code, Optional.of(TestDatabases.fresh()));
  }

  /// With a database server of its own.
  static Member embedding(Vertx vertx, Path folder, RoutingCode code) throws IOException {
    return new Member(vertx, folder, code, Optional.empty());
  }

  /// Writes its configuration: what it is, then its peers, a line each.
  Member configured(boolean relay, String... peers) throws IOException {
    StringBuilder text = new StringBuilder("""
        authority: { %s }
        relay: %s
        listen:
          peers: { host: 127.0.0.1, port: %d }
          devices: { host: 127.0.0.1, port: 0 }
          ops: { host: 127.0.0.1, port: 0 }
        tls: { certificate: %s, key: %s, trust: %s }
        data: %s
        """.formatted(
            named(code),
            relay,
            fixedPort,
            identity.certificate().getFileName(),
            identity.key().getFileName(),
            identity.trust().getFileName(),
            data().getFileName()));
    if (shared.isPresent()) {
      PgConnectOptions database = shared.get();
      Files.writeString(folder.resolve("database-password"), database.getPassword());
      text.append("database: { url: \"postgresql://%s@localhost:%d/%s?host=%s\", %s }\n"
          .formatted(
              database.getUser(),
              database.getPort(),
              database.getDatabase(),
              URLEncoder.encode(database.getHost(), UTF_8),
              "passwordFile: database-password"));
    }
    text.append("peers:\n");
    for (String peer : peers) text.append("  - { ").append(peer).append(" }\n");
    Files.writeString(config(), text);
    return this;
  }

  /// Has peers reach it at a port that is known before it starts. Before [#configured].
  Member listening(int port) {
    fixedPort = port;
    return this;
  }

  /// An authority as configurations name it.
  static String named(RoutingCode code) {
    return code.custom()
        ? "custom: " + code.hex()
        : "country: " + code.country() + ", state: " + code.state();
  }

  RoutingCode code() {
    return code;
  }

  Pki.Issued identity() {
    return identity;
  }

  Path config() {
    return folder.resolve(code.path().replace('/', '-') + ".yaml");
  }

  Path data() {
    return folder.resolve("data-" + code.path().replace('/', '-'));
  }

  Node.Ports ports() {
    return ports;
  }

  ServeProcess process() {
    return process.orElseThrow();
  }

  /// Serves it in a process of its own.
  Member start() throws IOException {
    forgetConnection();
    ServeProcess started = ServeProcess.start(config());
    process = Optional.of(started);
    ports = started.awaitReady();
    return this;
  }

  /// Asks its process to stop, and waits until it has.
  void stop() throws InterruptedException {
    forgetConnection();
    process().terminate();
  }

  /// Serves it in this process: for those who live on while others die.
  Member startHere() throws IOException {
    Node started = Node.start(ServerConfig.read(config()), InstantSource.system());
    node = Optional.of(started);
    ports = started.ports();
    return this;
  }

  /// Stops what [#startHere] has started, as an operator does.
  void stopHere() {
    node.orElseThrow().close();
    node = Optional.empty();
  }

  /// What a query counts.
  long number(String query) {
    return query(query).iterator().next().getLong(0);
  }

  /// The records that are visible for an authority.
  Stored stored(RoutingCode destination) {
    BitSet numbers = new BitSet();
    long records = 0;
    for (Row row : query(VISIBLE + destination.code())) {
      records += NumberedBatches.mark(row.getBuffer(0).getBytes(), numbers);
    }
    return new Stored(records, numbers.cardinality());
  }

  RowSet<Row> query(String query) {
    if (connection.isEmpty()) {
      connection = Optional.of(await(PgConnection.connect(vertx, database())));
    }
    return await(connection.get().preparedQuery(query).execute());
  }

  /// The process id of its own database server.
  long postgres() throws IOException {
    return Long.parseLong(Files.readAllLines(postmaster()).getFirst().strip());
  }

  /// Where its deliveries are, for a test that failed.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(code.toString());
    for (Row row : query("select magic, state, attempts, problem from outgoing order by id")) {
      text.append("\n  ").append(row.deepToString());
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    forgetConnection();
    node.ifPresent(Node::close);
    process.ifPresent(ServeProcess::close);
    if (Files.exists(postmaster())) {
      ProcessHandle.of(postgres()).ifPresent(ProcessHandle::destroy);
    }
  }

  /* The database server that it leads to may be about to go. */
  private void forgetConnection() {
    connection.ifPresent(open -> await(open.close()));
    connection = Optional.empty();
  }

  private Path postmaster() {
    return data().resolve("cluster").resolve("postmaster.pid");
  }

  private PgConnectOptions database() {
    return shared.orElseGet(this::embedded);
  }

  private PgConnectOptions embedded() {
    try {
      return new PgConnectOptions()
          .setHost(data().resolve("socket").toRealPath().toString())
          .setPort(5432)
          .setUser("godwit")
          .setPassword(Files.readString(data().resolve("password")).strip())
          .setDatabase("godwit");
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
