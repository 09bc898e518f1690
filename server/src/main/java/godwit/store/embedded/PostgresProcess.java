package godwit.store.embedded;

import godwit.time.TimeSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One run of a PostgreSQL program on a data folder: `initdb`, or the server until it ends.
final class PostgresProcess {
  static final String USER = "godwit";
  /// Part of the socket's name; nothing listens on the network.
  static final int PORT = 5432;

  private static final Duration INITIALISING_PATIENCE = Duration.ofMinutes(2);
  /// Recovery after a crash reads at most what [#SETTINGS] lets the log grow to.
  private static final Duration STARTING_PATIENCE = Duration.ofMinutes(3);

  private static final long POLL_MILLIS = 10;
  private static final long LOG_PATIENCE_MILLIS = 1000;

  /// What the server runs with: acknowledged means on disk, memory and connections have bounds, and
  /// no statement, parameter or row reaches its log ("terse" leaves out the detail of an error,
  /// where PostgreSQL quotes keys).
  private static final List<String> SETTINGS = List.of(
      "listen_addresses=",
      "port=" + PORT,
      "unix_socket_permissions=0700",
      "password_encryption=scram-sha-256",
      "fsync=on",
      "full_page_writes=on",
      "synchronous_commit=on",
      "max_wal_size=2GB",
      "shared_buffers=128MB",
      "max_connections=200",
      "timezone=UTC",
      "log_timezone=UTC",
      "logging_collector=off",
      "log_destination=stderr",
      "log_min_messages=warning",
      "log_error_verbosity=terse",
      "log_statement=none",
      "log_min_duration_statement=-1",
      "log_min_error_statement=panic",
      "log_parameter_max_length=0",
      "log_parameter_max_length_on_error=0",
      "log_checkpoints=off",
      "log_autovacuum_min_duration=-1");

  private final Process process;
  private final PostgresLog log;
  private final Thread logThread;

  private PostgresProcess(Process process, PostgresLog log) {
    this.process = process;
    this.log = log;
    this.logThread = log.follow(process.getInputStream());
  }

  /// Makes the cluster of a data folder that has none. What an earlier attempt left unfinished is
  /// removed first.
  static void initialise(DataFolder data, PostgresPrograms programs, PostgresLog log)
      throws IOException {
    Path unfinished = data.unfinishedCluster();
    Folders.delete(unfinished);
    data.password();
    Files.createDirectory(unfinished);
    Folders.own(unfinished, programs.uid(), programs.gid());
    Folders.own(data.passwordFile(), programs.uid(), programs.gid());
    List<String> arguments = List.of(
        "--pgdata",
        unfinished.toString(),
        "--username=" + USER,
        "--auth=scram-sha-256",
        "--pwfile=" + data.passwordFile(),
        "--set=scram_iterations=1", // the password is random: rounds would only slow each login
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        "--no-instructions");
    PostgresProcess initdb = new PostgresProcess(
        programs.command("initdb", arguments).directory(data.path().toFile()).start(), log);
    if (!initdb.awaitExit(INITIALISING_PATIENCE)) {
      initdb.stop();
      throw initdb.failure("initdb does not end");
    }
    if (initdb.process.exitValue() != 0) {
      throw initdb.failure(
          "initdb failed (can user " + programs.uid() + " enter " + data.path() + "?)");
    }
    data.finishCluster();
  }

  /// Starts the server; it is not yet ready.
  static PostgresProcess serve(
      DataFolder data, PostgresPrograms programs, Path socketFolder, PostgresLog log)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("-D");
    arguments.add(data.cluster().toString());
    for (String setting : SETTINGS) {
      arguments.add("-c");
      arguments.add(setting);
    }
    arguments.add("-c");
    arguments.add("unix_socket_directories=\"" + socketFolder + "\"");
    ProcessBuilder command = programs.inOwnSession().command("postgres", arguments);
    return new PostgresProcess(command.directory(data.path().toFile()).start(), log);
  }

  /// Waits until the server takes connections, dies, or the latch falls.
  void awaitReady(DataFolder data, CountDownLatch closing) throws IOException {
    long endNanos = TimeSource.system().nanoTime() + STARTING_PATIENCE.toNanos();
    while (!data.isReady(process.pid())) {
      if (!process.isAlive()) {
        throw failure("PostgreSQL does not start");
      }
      if (TimeSource.system().nanoTime() - endNanos > 0) {
        throw failure("PostgreSQL is not ready after " + STARTING_PATIENCE);
      }
      try {
        if (closing.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IOException("closed while PostgreSQL was starting");
        }
      } catch (InterruptedException interruption) {
        throw interrupted();
      }
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits, without bound, for the end; its exit status.
  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  /// Stops the program and waits until it has ended.
  void stop() throws IOException {
    for (Shutdown shutdown : Shutdown.values()) {
      if (process.isAlive()) {
        shutdown.send(process.pid());
      }
      if (awaitExit(shutdown.patience)) {
        return;
      }
    }
    throw failure("process " + process.pid() + " does not stop");
  }

  private boolean awaitExit(Duration patience) throws InterruptedIOException {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interruption) {
      throw interrupted();
    }
  }

  private IOException failure(String what) throws InterruptedIOException {
    try {
      logThread.join(LOG_PATIENCE_MILLIS);
    } catch (InterruptedException interruption) {
      throw interrupted();
    }
    return new IOException(what + "; its last words: " + log.lastWords());
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for PostgreSQL");
  }
}
