package godwit.store.embedded;

import godwit.log.RareLines;
import godwit.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server that lives and dies with this process, so that Godwit runs without set-up.
///
/// It listens on a Unix socket in a private folder, asks for a password (SCRAM), and writes every
/// commit to disk before it answers. Of one data folder there is one server: a second start fails,
/// and what a killed process left running is stopped, never joined. A server that dies is started
/// again, as often as it takes: a disk that was full may have room in an hour.
///
/// Starting and closing block: not on an event loop.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Pattern DATABASE = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  /// Somebody made the database between our look and our attempt.
  private static final Set<String> EXISTS = Set.of("42P04", "23505");

  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long MAX_DELAY_MILLIS = 10_000;
  private static final int DOUBLINGS = 7; // then the longest delay is reached
  /// A server that lived this long is sound again: its next death counts as the first.
  private static final Duration SOUND_AFTER = Duration.ofMinutes(1);

  private final DataFolder data;
  private final PostgresPrograms programs;
  private final Consumer<Outage> listener;
  private final long maxDelayMillis;
  private final RareLines faults = new RareLines(LOG);
  private final PostgresLog log;
  private final Path socketFolder;
  private final String password;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Object life = new Object(); // one start or stop at a time
  private volatile PostgresProcess server;
  private volatile boolean ready;
  private volatile boolean watched = true;
  private boolean closed;

  private EmbeddedPostgres(
      DataFolder data, PostgresPrograms programs, Consumer<Outage> listener, long maxDelayMillis)
      throws IOException {
    this.data = data;
    this.programs = programs;
    this.listener = listener;
    this.maxDelayMillis = maxDelayMillis;
    this.log = new PostgresLog(data.logFile());
    data.admit(programs);
    stopLeftOver(data.unfinishedCluster());
    stopLeftOver(data.cluster());
    if (!data.isInitialised()) {
      PostgresProcess.initialise(data, programs, log);
    }
    data.checkVersion();
    this.password = data.password();
    data.handOver(programs);
    this.socketFolder = data.newSocketFolder(programs);
    this.server = launch();
    this.ready = true;
  }

  /// Starts a server whose outages nobody else needs to hear of.
  public static EmbeddedPostgres start(Path folder) throws IOException {
    return start(folder, outage -> {});
  }

  /// Starts the server of a data folder, making both where there are none, and returns when it
  /// takes connections. The listener is called by a thread of the server's own.
  ///
  /// @throws IOException with a sentence for the operator: the folder is in use, was written by
  ///     another version, or PostgreSQL cannot run here
  public static EmbeddedPostgres start(Path folder, Consumer<Outage> listener) throws IOException {
    DataFolder data = DataFolder.take(folder);
    try {
      return start(data, PostgresPrograms.find(), listener);
    } catch (IOException | RuntimeException failure) {
      data.close();
      throw failure;
    }
  }

  /// The process that has the server of a data folder, if any has; neither is touched.
  public static Optional<String> holder(Path folder) throws IOException {
    return Files.isDirectory(folder) ? FolderLock.holder(folder.toRealPath()) : Optional.empty();
  }

  static EmbeddedPostgres start(
      DataFolder data, PostgresPrograms programs, Consumer<Outage> listener) throws IOException {
    return start(data, programs, listener, MAX_DELAY_MILLIS);
  }

  /// @param maxDelayMillis the longest between two attempts to start a server that died
  static EmbeddedPostgres start(
      DataFolder data, PostgresPrograms programs, Consumer<Outage> listener, long maxDelayMillis)
      throws IOException {
    EmbeddedPostgres postgres = new EmbeddedPostgres(data, programs, listener, maxDelayMillis);
    Thread.ofPlatform().daemon().name("godwit-postgres").start(postgres::supervise);
    return postgres;
  }

  /// Whether the server takes connections, as far as is known.
  public boolean isReady() {
    return ready && server.isAlive();
  }

  /// Whether a server that dies is started again. If not, only a new process helps.
  public boolean isWatched() {
    return watched;
  }

  /// The folder of the server's socket: what a client takes as its host.
  public Path socketDirectory() {
    return socketFolder;
  }

  /// The number in the socket's name.
  public int port() {
    return PostgresProcess.PORT;
  }

  /// The one account: it owns everything.
  public String user() {
    return PostgresProcess.USER;
  }

  /// The account's password. Not for logs.
  public String password() {
    return password;
  }

  /// How to connect to one of the server's databases.
  public PgConnectOptions connectOptions(String database) {
    return new PgConnectOptions()
        .setHost(socketFolder.toString())
        .setPort(port())
        .setUser(user())
        .setPassword(password)
        .setDatabase(database);
  }

  /// Makes a database unless it exists. Names are lower-case letters, digits and underscores.
  public Future<Void> createDatabase(Vertx vertx, String name) {
    if (!DATABASE.matcher(name).matches()) {
      throw new IllegalArgumentException("database=" + name);
    }
    return PgConnection.connect(vertx, connectOptions("postgres"))
        .compose(connection -> connection
            .preparedQuery("select 1 from pg_database where datname = $1")
            .execute(Tuple.of(name))
            .compose(
                found -> found.size() > 0 ? Future.succeededFuture() : create(connection, name))
            .eventually(connection::close));
  }

  private static Future<Void> create(PgConnection connection, String name) {
    return connection
        .query("create database " + name)
        .execute()
        .<Void>mapEmpty()
        .recover(failure ->
            failure instanceof PgException refused && EXISTS.contains(refused.getSqlState())
                ? Future.succeededFuture()
                : Future.failedFuture(failure));
  }

  long serverPid() {
    return server.pid();
  }

  /// Stops the server in order (open transactions are rolled back), then gives the folder back.
  @Override
  public void close() throws IOException {
    closing.countDown();
    synchronized (life) {
      if (closed) {
        return;
      }
      closed = true;
      ready = false;
      try (data) {
        server.stop();
        stopLeftOver(data.cluster());
        data.removeSocketFolder();
      }
    }
  }

  private PostgresProcess launch() throws IOException {
    stopLeftOver(data.cluster());
    PostgresProcess started = PostgresProcess.serve(data, programs, socketFolder, log);
    try {
      started.awaitReady(data, closing);
      return started;
    } catch (IOException | RuntimeException failure) {
      started.stop();
      throw failure;
    }
  }

  private void stopLeftOver(Path cluster) throws IOException {
    ServerProcesses processes = new ServerProcesses(cluster, programs.uid());
    if (processes.stop()) {
      LOG.warn("stopped PostgreSQL processes left over on {}", cluster);
    }
    processes.forgetStaleServer();
  }

  private void supervise() {
    int attempts = 0;
    try {
      while (true) {
        long startNanos = TimeSource.system().nanoTime();
        int status = server.awaitExit();
        long deathNanos = TimeSource.system().nanoTime();
        ready = false;
        if (closing.getCount() == 0) {
          return;
        }
        LOG.warn("PostgreSQL ended with status {}", status);
        tell(new Outage.Died(status));
        boolean sound = deathNanos - startNanos > SOUND_AFTER.toNanos();
        attempts = restart(sound ? 0 : attempts);
        if (!ready) {
          return; // closed
        }
        Duration outage = Duration.ofNanos(TimeSource.system().nanoTime() - deathNanos);
        LOG.info("PostgreSQL is back after {} ms", outage.toMillis());
        tell(new Outage.Over(outage));
      }
    } catch (InterruptedException interruption) {
      LOG.error("PostgreSQL is no longer watched");
    } finally {
      watched = false;
    }
  }

  /// Tries until the server is ready, or this is closed; the attempts so far.
  private int restart(int before) throws InterruptedException {
    int attempts = before;
    while (true) {
      long delay = Math.min(FIRST_DELAY_MILLIS << Math.min(attempts, DOUBLINGS), maxDelayMillis);
      attempts++;
      if (closing.await(delay, TimeUnit.MILLISECONDS)) {
        return attempts;
      }
      synchronized (life) {
        if (closed) {
          return attempts;
        }
        try {
          server = launch();
          ready = true;
          return attempts;
        } catch (IOException | RuntimeException failure) {
          faults.warn("PostgreSQL does not start, and is tried again", failure);
          tell(new Outage.Lasting(attempts, String.valueOf(failure.getMessage())));
        }
      }
    }
  }

  private void tell(Outage outage) {
    try {
      listener.accept(outage);
    } catch (RuntimeException failure) {
      LOG.error("a listener failed on {}", outage, failure);
    }
  }
}
