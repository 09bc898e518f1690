package godwit.store.embedded;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.store.TestDatabases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedPostgresTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final long QUICK_MILLIS = 100;

  private static Vertx vertx;
  private static Path made;
  private static EmbeddedPostgres plain;

  @TempDir
  Path around;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    vertx = Vertx.vertx();
    made = folder.resolve("made");
    EmbeddedPostgres.start(made).close();
    plain = EmbeddedPostgres.start(copyOfMade(folder.resolve("plain")));
  }

  @AfterAll
  static void close() throws IOException {
    plain.close();
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, on",
    "full_page_writes, on",
    "synchronous_commit, on",
    "data_checksums, on",
    "password_encryption, scram-sha-256",
    "listen_addresses, ''",
    "server_encoding, UTF8",
    "lc_collate, C",
    "log_statement, none",
    "log_parameter_max_length_on_error, 0",
    "max_connections, 200"
  })
  void runsWith(String setting, String value) {
    String query = "select current_setting('%s')".formatted(setting);
    if (setting.equals("lc_collate")) {
      query = "select datcollate from pg_database where datname = 'postgres'";
    }
    assertEquals(value, text(plain, "postgres", query));
  }

  @Test
  void refusesAWrongPassword() {
    var options = TestDatabases.fresh();
    await(PgConnection.connect(vertx, options).compose(PgConnection::close));
    options.setPassword("0".repeat(48));
    var refused =
        assertThrows(PgException.class, () -> await(PgConnection.connect(vertx, options)));
    assertEquals("28P01", refused.getSqlState());
  }

  @Test
  void makesADatabaseOnce() {
    EmbeddedPostgres postgres = TestDatabases.server();
    await(Future.all(
        postgres.createDatabase(vertx, "test_once"), postgres.createDatabase(vertx, "test_once")));
    await(postgres.createDatabase(vertx, "test_once"));
    assertEquals("test_once", text(postgres, "test_once", "select current_database()::text"));
    assertThrows(IllegalArgumentException.class, () -> postgres.createDatabase(vertx, "x\"; drop"));
  }

  @Test
  void keepsSecretsToItsOwner() throws IOException {
    Path socket = TestDatabases.server().socketDirectory();
    assertEquals("rwx------", permissions(socket));
    assertEquals("rw-------", permissions(socket.resolveSibling("password")));
    assertEquals("rwx------", permissions(socket.resolveSibling("cluster")));
  }

  @Test
  void logsNoRowAndNoParameter() throws IOException {
    Path folder = copyOfMade(around.resolve("quiet"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      text(postgres, "postgres", "create table t (id text primary key, n int check (n < 5))");
      String insert = "insert into t values ('a-contact-id', 1)";
      text(postgres, "postgres", insert);
      assertThrows(PgException.class, () -> text(postgres, "postgres", insert));
      String wrong = "insert into t values ('another-contact-id', 7)";
      assertThrows(PgException.class, () -> text(postgres, "postgres", wrong));
    }
    String log = Files.readString(folder.resolve("server.log"));
    assertTrue(log.contains("ERROR:"), log);
    assertFalse(log.contains("contact-id"), log);
  }

  @Test
  void keepsItsRowsWhenStartedAgainAndAdmitsOneAtATime() throws IOException {
    Path folder = copyOfMade(around.resolve("kept"));
    long server;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      server = postgres.serverPid();
      text(postgres, "postgres", "create table t as select 'kept' as word");
      var refused = assertThrows(IOException.class, () -> EmbeddedPostgres.start(folder));
      assertSaysWhoHolds(refused, ProcessHandle.current().pid());
      // a refused start must not have loosened the lock
      try (ChildJvm child = ChildJvm.start(HoldingMain.class, folder.toString())) {
        assertThrows(IOException.class, () -> child.lineAfter("server "));
      }
      assertTrue(postgres.isReady());
    }
    assertFalse(ProcessHandle.of(server).isPresent());
    assertFalse(Files.exists(folder.resolve("socket")));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      assertEquals("kept", text(postgres, "postgres", "select word from t"));
    }
  }

  @Test
  void startsAServerThatDiedAgain() throws IOException, InterruptedException {
    BlockingQueue<Outage> outages = new LinkedBlockingQueue<>();
    Path folder = copyOfMade(around.resolve("restarted"));
    try (var postgres = EmbeddedPostgres.start(folder, outages::add)) {
      text(postgres, "postgres", "create table t as select 'committed' as word");
      long first = postgres.serverPid();
      Shutdown.KILL.send(first);
      assertEquals(new Outage.Died(128 + 9), next(outages));
      assertInstanceOf(Outage.Over.class, next(outages));
      assertTrue(postgres.isReady());
      assertNotEquals(first, postgres.serverPid());
      assertEquals("committed", text(postgres, "postgres", "select word from t"));
    }
    assertTrue(outages.isEmpty(), "closing is no outage");
  }

  /* As with a full disk: as long as it lasts nothing can start, and nobody says when it is over. */
  @Test
  void startsAServerHoweverLongItsFolderWasUnusable() throws IOException, InterruptedException {
    BlockingQueue<Outage> outages = new LinkedBlockingQueue<>();
    Path folder = copyOfMade(around.resolve("unusable"));
    DataFolder data = DataFolder.take(folder);
    try (var postgres =
        EmbeddedPostgres.start(data, PostgresPrograms.find(), outages::add, QUICK_MILLIS)) {
      text(postgres, "postgres", "create table t as select 'committed' as word");
      Path needed = data.cluster().resolve("global");
      Path elsewhere = folder.resolve("elsewhere");
      Files.move(needed, elsewhere);
      Shutdown.KILL.send(postgres.serverPid());
      assertInstanceOf(Outage.Died.class, next(outages));
      for (int attempts = 1; attempts <= 12; attempts++) {
        Outage.Lasting lasting = assertInstanceOf(Outage.Lasting.class, next(outages));
        assertEquals(attempts, lasting.attempts());
      }
      assertFalse(postgres.isReady());
      assertTrue(postgres.isWatched());
      Files.move(elsewhere, needed);
      while (!(next(outages) instanceof Outage.Over)) {}
      assertTrue(postgres.isReady());
      assertEquals("committed", text(postgres, "postgres", "select word from t"));
    }
  }

  @Test
  void stopsTheServerOfAKilledProcess() throws IOException, InterruptedException {
    Path folder = copyOfMade(around.resolve("orphaned"));
    long orphan;
    try (ChildJvm child = ChildJvm.start(HoldingMain.class, folder.toString())) {
      orphan = Long.parseLong(child.lineAfter("server "));
      var refused = assertThrows(IOException.class, () -> EmbeddedPostgres.start(folder));
      assertSaysWhoHolds(refused, child.pid());
      String holder = EmbeddedPostgres.holder(folder).orElse("nobody");
      assertTrue(holder.startsWith("process " + child.pid() + " since "), holder);
      commitBesides(folder);
      child.kill();
    }
    assertEquals(Optional.empty(), EmbeddedPostgres.holder(folder));
    assertTrue(ProcessHandle.of(orphan).isPresent(), "the server outlives its owner");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      assertNotEquals(orphan, postgres.serverPid());
      assertEquals("committed", text(postgres, "postgres", "select word from t"));
    }
  }

  @Test
  void aTerminatedProcessStopsItsServer() throws IOException, InterruptedException {
    Path folder = copyOfMade(around.resolve("terminated"));
    try (ChildJvm child = ChildJvm.start(HoldingMain.class, folder.toString())) {
      long server = Long.parseLong(child.lineAfter("server "));
      child.terminate();
      assertFalse(ProcessHandle.of(server).isPresent());
      assertFalse(Files.exists(folder.resolve("cluster/postmaster.pid")));
    }
  }

  @Test
  void aFileThatNamesAForeignProcessIsNoObstacle() throws IOException {
    Path folder = copyOfMade(around.resolve("stale"));
    Path file = folder.resolve("cluster/postmaster.pid");
    Files.writeString(file, "%d\n%s\n1\n5432\n\n\n\nready\n".formatted(1, folder));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      assertEquals("1", text(postgres, "postgres", "select '1'"));
    }
  }

  @Test
  void aClusterCutShortInTheMakingIsMadeAnew() throws IOException {
    Path folder = Files.createDirectory(around.resolve("half"));
    Path unfinished = Files.createDirectories(folder.resolve("cluster.making/base"));
    Files.writeString(unfinished.resolveSibling("PG_VERSION"), "18\n");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      assertEquals("1", text(postgres, "postgres", "select '1'"));
    }
    assertFalse(Files.exists(folder.resolve("cluster.making")));
  }

  @Test
  void aFinishedClusterIsNeverMadeAnew() throws IOException {
    Path folder = Files.createDirectory(around.resolve("precious"));
    Path file = Files.createDirectory(folder.resolve("cluster")).resolve("PG_VERSION");
    Files.writeString(file, "17\n");
    var refused = assertThrows(IOException.class, () -> EmbeddedPostgres.start(folder));
    assertSays("PostgreSQL 17", refused);
    Files.writeString(file, "18\n");
    refused = assertThrows(IOException.class, () -> EmbeddedPostgres.start(folder));
    assertSays("password", refused);
    assertEquals("18\n", Files.readString(file));
  }

  @Test
  void aPathTooLongForASocketGetsATemporaryFolder() throws IOException {
    Path folder = around.resolve("long".repeat(25));
    Path socket;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      socket = postgres.socketDirectory();
      assertFalse(socket.startsWith(folder.toRealPath()));
      assertEquals("rwx------", permissions(socket));
      assertEquals("1", text(postgres, "postgres", "select '1'"));
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  void runsAsNobodyWhereUserNamespacesAreForbidden() throws IOException {
    Files.setPosixFilePermissions(around, PosixFilePermissions.fromString("rwxr-xr-x"));
    PostgresPrograms nobody = PostgresPrograms.asNobody(around.resolve("cache"));
    assumeTrue(nobody.work(), "only root can become somebody else");
    Path folder = copyOfMade(around.resolve("nobody"));
    try (EmbeddedPostgres postgres = start(folder, nobody)) {
      text(postgres, "postgres", "create table t as select 'kept' as word");
      assertEquals(nobody.uid(), Folders.owner(Path.of("/proc/" + postgres.serverPid())));
    }
    // another account takes over the same files, and gives them back
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      assertEquals("kept", text(postgres, "postgres", "select word from t"));
    }
    try (EmbeddedPostgres postgres = start(folder, nobody)) {
      assertEquals("kept", text(postgres, "postgres", "select word from t"));
    }
  }

  /* A data folder that a server ran on and was stopped in order: made once, since that is slow. */
  private static Path copyOfMade(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(made)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Files.copy(each, folder.resolve(made.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return folder;
  }

  private static EmbeddedPostgres start(Path folder, PostgresPrograms programs) throws IOException {
    return EmbeddedPostgres.start(DataFolder.take(folder), programs, outage -> {});
  }

  private static void assertSaysWhoHolds(IOException refused, long pid) {
    assertSays("in use by process " + pid + " since ", refused);
  }

  private static void assertSays(String words, IOException refused) {
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
  }

  /// Writes to another process's server as any client could.
  private static void commitBesides(Path folder) throws IOException {
    var options = TestDatabases.server()
        .connectOptions("postgres")
        .setHost(folder.toRealPath().resolve("socket").toString())
        .setPassword(Files.readString(folder.resolve("password")));
    await(PgConnection.connect(vertx, options)
        .compose(c -> c.query("create table t as select 'committed' as word").execute()));
  }

  /// The first column of the first row, or nothing.
  private static String text(EmbeddedPostgres postgres, String database, String query) {
    return await(PgConnection.connect(vertx, postgres.connectOptions(database))
        .compose(c -> c.query(query)
            .execute()
            .map(rows -> rows.size() == 0 ? "" : rows.iterator().next().getString(0))
            .eventually(c::close)));
  }

  private static Outage next(BlockingQueue<Outage> outages) throws InterruptedException {
    Outage outage = outages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (outage == null) {
      throw new AssertionError("no outage was told");
    }
    return outage;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
