package godwit.store.list;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which pages of partitions wait for their filter, and the buckets of filters that were made.
public final class FilterTable {
  /* Any number, the same in every node: one of them makes a filter at a time. */
  private static final long LOCK = 0x60D31F;

  /* Pages that one statement reads. */
  private static final int PAGES_AT_ONCE = 4;

  private final SqlClient client;

  public FilterTable(SqlClient client) {
    this.client = client;
  }

  /// A partition with pages that wait.
  ///
  /// @param pages the id of its pages
  /// @param through the last of them that a filter is of
  public record Due(Partition partition, int pages, long through) {}

  /// A page as a filter is made of it.
  public record Page(long sequence, long firstPage, long createdMillis, byte[] bytes) {}

  /// Whether this transaction may make filters; no other does meanwhile.
  public Future<Boolean> tryLock() {
    return client
        .preparedQuery("select pg_try_advisory_xact_lock($1)")
        .execute(Tuple.of(LOCK))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /// The partitions that have pages created before this moment without a filter.
  public Future<List<Due>> due(long beforeMillis) {
    return client.preparedQuery("""
            select p.id, p.custom, p.code, p.family, coalesce(f.through, 0) as through
            from list_partition p left join list_partition f
              on f.custom = p.custom and f.code = p.code and f.family = p.family and f.kind = 1
            where p.kind = 0 and p.family >= 0 and exists (
              select from partition_page g
              where g.partition_id = p.id and g.sequence > coalesce(f.through, 0)
                and g.created_millis < $1)
            order by p.id""").execute(Tuple.of(beforeMillis)).map(rows -> {
      List<Due> due = new ArrayList<>();
      for (Row row : rows) {
        var code = new RoutingCode(row.getBoolean("custom"), row.getInteger("code"));
        due.add(new Due(
            new Partition(code, row.getInteger("family")),
            row.getInteger("id"),
            row.getLong("through")));
      }
      return due;
    });
  }

  /// Some pages of a partition after one, created before a moment; none at the end.
  ///
  /// @param self whose list it is
  public Future<List<Page>> pages(
      RoutingCode self, int partition, long after, long to, long beforeMillis) {
    return client
        .preparedQuery("select sequence, first_page, " + StoredPage.COLUMNS + """
            from partition_page
            where partition_id = $1 and sequence > $2 and sequence <= $3 and created_millis < $4
            order by sequence limit $5""")
        .execute(Tuple.of(partition, after, to, beforeMillis, PAGES_AT_ONCE))
        .compose(rows -> {
          List<Page> pages = new ArrayList<>();
          Future<Void> all = Future.succeededFuture();
          for (Row row : rows) {
            all = all.compose(_ -> StoredPage.of(row, self).bytes(client)).map(bytes -> {
              pages.add(new Page(
                  row.getLong("sequence"),
                  row.getLong("first_page"),
                  row.getLong("created_millis"),
                  bytes.getBytes()));
              return null;
            });
          }
          return all.map(pages);
        });
  }

  /// Says that a filter is of all pages of its partition up to this one.
  ///
  /// @param filters the partition of the filters
  public Future<Void> through(Partition filters, long sequence) {
    return client
        .preparedQuery("""
            update list_partition set through = $4
            where custom = $1 and code = $2 and family = $3 and kind = 1""")
        .execute(
            Tuple.of(filters.code().custom(), filters.code().code(), filters.family(), sequence))
        .mapEmpty();
  }

  /// Stores buckets of a filter, the first of them with this number.
  ///
  /// @param firstPage of the whole list, with which they are forgotten
  public Future<Void> addBuckets(UUID filter, int first, long firstPage, List<Buffer> buckets) {
    List<Tuple> rows = new ArrayList<>();
    for (Buffer bucket : buckets) {
      rows.add(Tuple.of(filter, first + rows.size(), firstPage, bucket));
    }
    return client
        .preparedQuery("insert into filter_bucket (filter_id, bucket, first_page, bytes)"
            + " values ($1, $2, $3, $4)")
        .executeBatch(rows)
        .mapEmpty();
  }

  /// A bucket of a filter, if both are there.
  public Future<Optional<Buffer>> bucket(UUID filter, int bucket) {
    return client
        .preparedQuery("select bytes from filter_bucket where filter_id = $1 and bucket = $2")
        .execute(Tuple.of(filter, bucket))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(rows.iterator().next().getBuffer(0)));
  }
}
