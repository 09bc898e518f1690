package godwit.bridge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// What the bridge has taken and not delivered yet, on disk.
///
/// Sightings are journalled before a gateway is acknowledged. A checkpoint takes them, in one
/// transaction, over into stays and events; so each is in exactly one of the two, whenever the
/// process dies. Events go into batches, whose bytes never change until the authority has them. All
/// values are sealed. Safe for several threads.
public final class Spool implements AutoCloseable {
  private final Tables tables;
  private final Seal seal;
  private final SpoolBounds bounds;
  private final AtomicLong nextJournal;
  private final AtomicLong journalBytes = new AtomicLong();

  /// An event that waits.
  ///
  /// @param endedSeconds since 1970-01-01T00:00Z
  /// @param record as it goes into a contact batch
  public record Event(UUID id, long endedSeconds, byte[] record) {}

  /// A batch as it is sent, each time with the same bytes.
  ///
  /// @param request of the authority that it answers; empty if none
  public record Batch(
      long seq, UUID id, int records, long endedSeconds, String request, byte[] bytes) {}

  /// What becomes of sightings, and until which entry of the journal.
  ///
  /// @param closed stays that fell silent, by their blind id
  /// @param open all others, in chunks
  public record Checkpoint(
      long journalSeq,
      Map<String, ClosedStay> closed,
      List<byte[]> open,
      byte[] listening,
      List<Event> events,
      List<ReceiverRow> receivers,
      Map<String, Long> counts) {}

  public record ClosedStay(byte[] id, long day, byte[] bytes) {}

  public record ReceiverRow(int index, String name, String area) {}

  /// What a start finds.
  public record Restored(
      List<ReceiverRow> receivers, List<byte[]> open, List<byte[]> journal, byte[] listening) {}

  private Spool(Tables tables, Seal seal, SpoolBounds bounds, long nextJournal) {
    this.tables = tables;
    this.seal = seal;
    this.bounds = bounds;
    this.nextJournal = new AtomicLong(nextJournal);
  }

  /// Opens the spool in a folder; it belongs to one process at a time.
  public static Spool open(Path folder, VenueSecret secret, SpoolBounds bounds) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Tables tables = new Tables(folder.resolve("bridge.db"));
    long next = tables.transaction(() -> tables.number("SELECT max(seq) FROM journal")) + 1;
    return new Spool(tables, new Seal(secret), bounds, next);
  }

  /// What the last process left. Its sightings were acknowledged.
  public Restored restore() throws SpoolException {
    return tables.transaction(() -> {
      List<ReceiverRow> receivers = tables.rows(
          row -> new ReceiverRow(row.getInt(1), row.getString(2), row.getString(3)),
          "SELECT idx, name, area FROM receiver ORDER BY idx");
      List<byte[]> open = sealedRows("open_stay");
      List<byte[]> journal = sealedRows("journal");
      List<byte[]> listening = sealedRows("listening");
      byte[] heard = listening.isEmpty() ? new byte[0] : listening.getFirst();
      return new Restored(receivers, open, journal, heard);
    });
  }

  /// Makes sightings durable; gives their place in the journal.
  public long append(byte[] sightings, int count) throws SpoolException {
    long seq = nextJournal.getAndIncrement();
    byte[] sealed = seal.seal("journal", Seal.row(seq), sightings);
    tables.transaction(
        () -> tables.update("INSERT INTO journal VALUES (?, ?, ?)", seq, count, sealed));
    journalBytes.addAndGet(sealed.length);
    return seq;
  }

  /// Bytes journalled since the last checkpoint.
  public long journalBytes() {
    return journalBytes.get();
  }

  /// A stay that fell silent earlier.
  public Optional<byte[]> stay(byte[] id) throws SpoolException {
    return tables.transaction(() -> tables
        .rows(
            row -> seal.open("stay", id, row.getBytes(1)),
            "SELECT sealed FROM stay WHERE id = ?",
            id)
        .stream()
        .findFirst());
  }

  /// Takes sightings over from the journal, whole or not at all.
  public void checkpoint(Checkpoint made) throws SpoolException {
    tables.transaction(() -> {
      for (ClosedStay stay : made.closed().values()) {
        tables.update(
            "INSERT OR REPLACE INTO stay VALUES (?, ?, ?)",
            stay.id(),
            stay.day(),
            seal.seal("stay", stay.id(), stay.bytes()));
      }
      tables.update("DELETE FROM open_stay");
      long seq = 0;
      for (byte[] chunk : made.open()) insertSealed("open_stay", ++seq, chunk);
      tables.update("DELETE FROM listening");
      insertSealed("listening", 1, made.listening());
      for (Event event : made.events()) putEvent(event);
      for (ReceiverRow receiver : made.receivers()) {
        tables.update(
            "INSERT OR REPLACE INTO receiver VALUES (?, ?, ?)",
            receiver.index(),
            receiver.name(),
            receiver.area());
      }
      for (Map.Entry<String, Long> count : made.counts().entrySet()) {
        tables.count(count.getKey(), count.getValue());
      }
      return tables.update("DELETE FROM journal WHERE seq <= ?", made.journalSeq());
    });
    journalBytes.set(0);
  }

  /// Events that wait, those that ended first before others.
  public List<Event> waiting(int max) throws SpoolException {
    return tables.transaction(() -> tables.rows(
        this::event, "SELECT id, ended, sealed FROM event ORDER BY ended, seq LIMIT ?", max));
  }

  /// Events that wait, and ended within a time, page by page.
  ///
  /// @param after the place of the last event of the page before; 0 for the first page
  public List<Placed> waiting(long after, long fromSeconds, long toSeconds, int max)
      throws SpoolException {
    return tables.transaction(() -> tables.rows(
        row -> new Placed(row.getLong(4), event(row)),
        "SELECT id, ended, sealed, seq FROM event WHERE seq > ? AND ended BETWEEN ? AND ?"
            + " ORDER BY seq LIMIT ?",
        after,
        fromSeconds,
        toSeconds,
        max));
  }

  /// An event, and its place among those that wait.
  public record Placed(long place, Event event) {}

  /// Puts events into a batch: from now on its bytes are what is sent of them.
  public void batch(UUID id, List<Event> events, String request, byte[] bytes)
      throws SpoolException {
    tables.transaction(() -> {
      long ended = 0;
      for (Event event : events) {
        int removed = tables.update("DELETE FROM event WHERE id = ?", bytes(event.id()));
        if (removed != 1) throw new SpoolException("an event of a batch is not there any more");
        ended = Math.max(ended, event.endedSeconds());
      }
      insertBatch(id, events.size(), ended, request, bytes);
      return true;
    });
  }

  /// The batch to send next.
  public Optional<Batch> next() throws SpoolException {
    return tables.transaction(() -> tables
        .rows(
            this::batch,
            "SELECT seq, id, records, ended, request, sealed FROM batch WHERE aside = 0"
                + " ORDER BY seq LIMIT 1")
        .stream()
        .findFirst());
  }

  /// The authority has it.
  public void delivered(Batch batch) throws SpoolException {
    tables.transaction(() -> {
      tables.count("delivered", batch.records());
      return tables.update("DELETE FROM batch WHERE seq = ?", batch.seq());
    });
  }

  /// The authority will not take it: it is kept for an operator, and does not hold up the rest.
  public void setAside(Batch batch) throws SpoolException {
    tables.transaction(() -> {
      tables.count("setAside", batch.records());
      return tables.update("UPDATE batch SET aside = 1 WHERE seq = ?", batch.seq());
    });
  }

  /// Makes several of one, where it is too large for the authority.
  public void replace(Batch batch, List<Batch> by) throws SpoolException {
    tables.transaction(() -> {
      tables.update("DELETE FROM batch WHERE seq = ?", batch.seq());
      for (Batch each : by) {
        insertBatch(each.id(), each.records(), each.endedSeconds(), each.request(), each.bytes());
      }
      return true;
    });
  }

  /// Drops what is too old, and the oldest of what is too much. Counted.
  public void keepWithinBounds(long nowSeconds) throws SpoolException {
    long oldest = nowSeconds - bounds.age().toSeconds();
    long late = nowSeconds - SpoolBounds.LATE_SECONDS;
    tables.transaction(() -> {
      drop("event", "aged", "ended < " + oldest);
      drop("batch", "aged", "ended < " + oldest);
      tables.update("DELETE FROM stay WHERE (day + 1) * 86400 < ?", late);
      while (used() > bounds.bytes()) {
        int dropped = drop("batch", "overflowed", oldestOf("batch", "aside = 1"));
        if (dropped == 0) dropped = drop("batch", "overflowed", oldestOf("batch", "aside = 0"));
        if (dropped == 0) {
          dropped = drop(
              "event",
              "overflowed",
              "seq IN (SELECT seq FROM event ORDER BY ended, seq LIMIT 100)");
        }
        if (dropped == 0) break;
      }
      return true;
    });
  }

  /// What there is, and what was lost or delivered so far.
  public Map<String, Long> counts() throws SpoolException {
    return tables.transaction(() -> {
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("events", tables.number("SELECT count(*) FROM event"));
      counts.put("batches", tables.number("SELECT count(*) FROM batch WHERE aside = 0"));
      counts.put("aside", tables.number("SELECT count(*) FROM batch WHERE aside = 1"));
      counts.put("bytes", used());
      for (String name : List.of("delivered", "setAside", "aged", "overflowed", "passersBy")) {
        counts.put(name, tables.number("SELECT value FROM counter WHERE name = ?", name));
      }
      return counts;
    });
  }

  /// Bounds the database itself, in pages: what is beyond is refused as by a disk that is full.
  void limitPages(int pages) throws SpoolException {
    tables.limitPages(pages);
  }

  @Override
  public void close() throws SpoolException {
    tables.close();
  }

  private long used() throws SQLException {
    return tables.number("SELECT coalesce(sum(bytes), 0) FROM event")
        + tables.number("SELECT coalesce(sum(bytes), 0) FROM batch");
  }

  private int drop(String table, String counter, String where) throws SQLException {
    String lost = table.equals("event") ? "count(*)" : "coalesce(sum(records), 0)";
    tables.count(counter, tables.number("SELECT " + lost + " FROM " + table + " WHERE " + where));
    return tables.update("DELETE FROM " + table + " WHERE " + where);
  }

  private static String oldestOf(String table, String where) {
    return "seq = (SELECT min(seq) FROM " + table + " WHERE " + where + ")";
  }

  private void putEvent(Event event) throws SQLException, SpoolException {
    byte[] id = bytes(event.id());
    tables.update("DELETE FROM event WHERE id = ?", id);
    tables.update(
        "INSERT INTO event(id, ended, bytes, sealed) VALUES (?, ?, ?, ?)",
        id,
        event.endedSeconds(),
        event.record().length,
        seal.seal("event", id, event.record()));
  }

  private void insertBatch(UUID id, int records, long ended, String request, byte[] bytes)
      throws SQLException, SpoolException {
    tables.update(
        "INSERT INTO batch(id, records, ended, request, aside, bytes, sealed)"
            + " VALUES (?, ?, ?, ?, 0, ?, ?)",
        bytes(id),
        records,
        ended,
        request,
        bytes.length,
        seal.seal("batch", bytes(id), bytes));
  }

  private void insertSealed(String table, long seq, byte[] plain)
      throws SQLException, SpoolException {
    tables.update(
        "INSERT INTO " + table + "(seq, sealed) VALUES (?, ?)",
        seq,
        seal.seal(table, Seal.row(seq), plain));
  }

  private List<byte[]> sealedRows(String table) throws SQLException, SpoolException {
    return new ArrayList<>(tables.rows(
        row -> seal.open(table, Seal.row(row.getLong(1)), row.getBytes(2)),
        "SELECT seq, sealed FROM " + table + " ORDER BY seq"));
  }

  private Event event(ResultSet row) throws SQLException, SpoolException {
    byte[] id = row.getBytes(1);
    return new Event(uuid(id), row.getLong(2), seal.open("event", id, row.getBytes(3)));
  }

  private Batch batch(ResultSet row) throws SQLException, SpoolException {
    byte[] id = row.getBytes(2);
    return new Batch(
        row.getLong(1),
        uuid(id),
        row.getInt(3),
        row.getLong(4),
        row.getString(5),
        seal.open("batch", id, row.getBytes(6)));
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(bytes, 16));
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
