package godwit.bridge.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The spool's SQLite database: one connection, one transaction at a time.
///
/// - shape: `journal` sightings that are in no stay of the last checkpoint; `open_stay` that
///   checkpoint; `stay` those that fell silent, for what comes late; `event` what waits to be put
///   in
///   a batch; `batch` what waits to be taken by the authority, or was set aside; `counter` what was
///   lost or delivered
/// - units: seconds since 1970-01-01T00:00Z; bytes
/// - errors: [SpoolException]; a transaction that fails leaves nothing
/// - source: our own
final class Tables implements AutoCloseable {
  private static final int VERSION = 1;
  private static final List<String> SCHEMA = List.of(
      "CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
      "CREATE TABLE receiver(idx INTEGER PRIMARY KEY, name TEXT NOT NULL, area TEXT NOT NULL)",
      "CREATE TABLE journal(seq INTEGER PRIMARY KEY, sightings INTEGER NOT NULL,"
          + " sealed BLOB NOT NULL)",
      "CREATE TABLE open_stay(seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
      "CREATE TABLE listening(seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
      "CREATE TABLE stay(id BLOB PRIMARY KEY, day INTEGER NOT NULL, sealed BLOB NOT NULL)"
          + " WITHOUT ROWID",
      "CREATE TABLE event(seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE,"
          + " ended INTEGER NOT NULL, bytes INTEGER NOT NULL, sealed BLOB NOT NULL)",
      "CREATE TABLE batch(seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL,"
          + " records INTEGER NOT NULL, ended INTEGER NOT NULL, request TEXT NOT NULL,"
          + " aside INTEGER NOT NULL, bytes INTEGER NOT NULL, sealed BLOB NOT NULL)",
      "PRAGMA user_version = " + VERSION);

  private final Connection connection;

  /// Work within one transaction.
  interface Work<T> {
    T run() throws SQLException, SpoolException;
  }

  /// What is made of one row.
  interface Row<T> {
    T of(ResultSet row) throws SQLException, SpoolException;
  }

  Tables(Path file) throws SpoolException {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA locking_mode = EXCLUSIVE");
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA secure_delete = ON");
        statement.execute("PRAGMA cache_size = -8192");
        statement.execute("PRAGMA temp_store = MEMORY");
      }
      create();
    } catch (SQLException e) {
      throw new SpoolException("the spool " + file + " cannot be opened: " + reason(e), e);
    }
  }

  private void create() throws SQLException, SpoolException {
    long version = number("PRAGMA user_version");
    if (version > VERSION) {
      throw new SpoolException("the spool was written by a newer bridge: version " + version);
    }
    if (version == VERSION) return;
    transaction(() -> {
      for (String statement : SCHEMA) update(statement);
      return true;
    });
  }

  /// Runs work whole, durable when this returns, or not at all.
  synchronized <T> T transaction(Work<T> work) throws SpoolException {
    try {
      update("BEGIN IMMEDIATE");
      T result = work.run();
      update("COMMIT");
      return result;
    } catch (SQLException e) {
      rollBack(e);
      throw new SpoolException("the spool cannot be written: " + reason(e), e);
    } catch (SpoolException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> rows(Row<T> row, String sql, Object... values) throws SQLException, SpoolException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) found.add(row.of(rows));
    }
    return found;
  }

  /// A query's one number; 0 where it has none.
  long number(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  void count(String name, long more) throws SQLException {
    if (more == 0) return;
    update(
        "INSERT INTO counter VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = value + ?",
        name,
        more,
        more);
  }

  synchronized void limitPages(int pages) throws SpoolException {
    try {
      number("PRAGMA max_page_count = " + pages);
    } catch (SQLException e) {
      throw new SpoolException("the spool cannot be bounded: " + reason(e), e);
    }
  }

  @Override
  public synchronized void close() throws SpoolException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new SpoolException("the spool could not be closed: " + reason(e), e);
    }
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int index = 0; index < values.length; index++) {
      statement.setObject(index + 1, values[index]);
    }
    return statement;
  }

  /* A disk that is full has ended the transaction already. */
  private void rollBack(Exception because) {
    try {
      update("ROLLBACK");
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  private static String reason(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
