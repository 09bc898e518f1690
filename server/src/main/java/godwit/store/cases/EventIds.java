package godwit.store.cases;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.UUID;

/// Which contact events of one case have become exposures: each does so once.
///
/// - shape: `i64` of each id, ascending, end to end
/// - units: an id of 16 bytes is kept as 8 that follow from it
/// - errors: none
/// - source: docs/protocol.md, "Contact batch"
///
/// @param uploads contact batches of the case that this is after
public record EventIds(int uploads, long[] ascending) {
  /// Of one case; who has more has no log of one person's contacts.
  public static final int MAX = 524_288;

  private static final String OF_CASE = """
      select c.uploads, u.events from confirmed_case c left join case_upload u
        on u.case_id = c.id and u.ordinal > $2 and length(u.events) > 0
      where c.id = $1""";

  /// Of a case of which nothing is stored.
  public static final EventIds NONE = new EventIds(0, new long[0]);

  /// Those of a case, behind so many of its contact batches.
  public static Future<EventIds> of(SqlClient client, UUID caseId, int behind) {
    return client.preparedQuery(OF_CASE).execute(Tuple.of(caseId, behind)).map(rows -> {
      int uploads = behind;
      long[] all = new long[0];
      for (Row row : rows) {
        uploads = row.getInteger(0);
        Buffer events = row.getBuffer(1);
        if (events != null) all = append(all, events);
      }
      Arrays.sort(all);
      return new EventIds(uploads, all);
    });
  }

  public boolean holds(long event) {
    return Arrays.binarySearch(ascending, event) >= 0;
  }

  /// Whether one of these is among the others.
  boolean overlaps(EventIds others) {
    for (long event : others.ascending) if (holds(event)) return true;
    return false;
  }

  /// As they are stored.
  Buffer bytes() {
    Buffer bytes = Buffer.buffer(ascending.length * Long.BYTES);
    for (long event : ascending) bytes.appendLong(event);
    return bytes;
  }

  private static long[] append(long[] all, Buffer events) {
    int before = all.length;
    long[] more = Arrays.copyOf(all, before + events.length() / Long.BYTES);
    for (int index = before; index < more.length; index++) {
      more[index] = events.getLong((index - before) * Long.BYTES);
    }
    return more;
  }

  /// Ids are no payloads, but say as much about a person.
  @Override
  public String toString() {
    return "EventIds[uploads=" + uploads + ", " + ascending.length + "]";
  }
}
