package godwit.store.list;

import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.store.outgoing.ClosedPage;
import godwit.store.outgoing.Pages;
import godwit.store.segment.Slice;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pages of partitions, and up to which page of the whole list they were made.
public final class PartitionTable {
  /// Pages that one statement forgets.
  private static final int FORGOTTEN_AT_ONCE = 256;

  private static final String LOOK = """
      select w.*, r.last_page, p.id, p.custom, p.code, p.family, p.kind, p.next_sequence, coalesce(
          (select min(sequence) from partition_page where partition_id = p.id),
          p.next_sequence) as first
      from (
          select next_sequence - 1 as whole_last, coalesce(
            (select min(sequence) from outgoing where stream_id = $1 and state = 'listed'),
            next_sequence) as whole_first
          from outbox where destination_id = $1) w
        cross join partition_progress r
        left join list_partition p on true""";

  private final SqlClient client;

  public PartitionTable(SqlClient client) {
    this.client = client;
  }

  /// A partition that has had a page.
  ///
  /// @param id by which its pages are asked for
  public record Known(int id, Pages.Range range) {}

  /// A page that is to be stored.
  public sealed interface Made {
    Preamble preamble();

    /// The oldest page of the whole list that it has blocks of.
    long firstPage();

    long records();
  }

  /// One that is made of blocks of the whole list: they are not stored again.
  ///
  /// @param slices where they lie, one or more
  public record Sliced(
      Preamble preamble, long firstPage, long records, List<Slice> slices, EndBlock end)
      implements Made {
    public Sliced {
      slices = List.copyOf(slices);
    }

    private LocalDate firstDay() {
      return slices.stream().map(Slice::day).min(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /// One that is made of nothing that is stored elsewhere.
  public record Whole(Preamble preamble, long firstPage, long records, Buffer bytes)
      implements Made {}

  /// What there is, at one moment.
  ///
  /// @param whole the pages of the whole list
  /// @param parts all partitions that have had a page
  /// @param sorted the page of the whole list that was partitioned last
  public record Sight(Pages.Range whole, Map<Partition, Known> parts, long sorted) {}

  /// Looks at all of it with one query.
  ///
  /// @param own the stream of the whole list
  public Future<Sight> look(int own) {
    return client.preparedQuery(LOOK).execute(Tuple.of(own)).map(rows -> {
      if (rows.size() == 0) throw new IllegalStateException("no outbox of " + own);
      Row any = rows.iterator().next();
      Map<Partition, Known> known = new HashMap<>();
      for (Row row : rows) {
        if (row.getInteger("id") == null) continue; // there are none
        var code = new RoutingCode(row.getBoolean("custom"), row.getInteger("code"));
        var range = new Pages.Range(row.getLong("first"), row.getLong("next_sequence") - 1);
        known.put(
            new Partition(code, row.getInteger("family"), Partition.Kind.of(row.getShort("kind"))),
            new Known(row.getInteger("id"), range));
      }
      return new Sight(
          new Pages.Range(any.getLong("whole_first"), any.getLong("whole_last")),
          known,
          any.getLong("last_page"));
    });
  }

  /// The first page of a partition after this one.
  ///
  /// @param self whose list it is
  /// @param now by which it has its age
  public Future<Optional<ClosedPage>> after(
      int partition, long sequence, RoutingCode self, Instant now) {
    return client
        .preparedQuery("""
            select sequence, extract(epoch from godwit_now() - made_at)::bigint as age,\s""" + StoredPage.COLUMNS + """
            from partition_page where partition_id = $1 and sequence > $2
            order by sequence limit 1""")
        .execute(Tuple.of(partition, sequence))
        .compose(rows -> rows.size() == 0
            ? Future.succeededFuture(Optional.empty())
            : page(rows.iterator().next(), self, now).map(Optional::of));
  }

  /// The page of the whole list that was partitioned last, for the one who is to go on; empty while
  /// another node does. It stays locked to the end of the transaction.
  public static Future<Optional<Long>> claim(SqlConnection connection) {
    return connection
        .query("select last_page from partition_progress for update skip locked")
        .execute()
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(rows.iterator().next().getLong(0)));
  }

  /// Says that all is partitioned up to this page of the whole list, and tells who listens.
  public static Future<Void> advance(SqlConnection connection, long lastPage) {
    return connection
        .preparedQuery("update partition_progress set last_page = $1")
        .execute(Tuple.of(lastPage))
        .compose(_ -> tell(connection));
  }

  /// Tells who listens that there is something new, once this is committed.
  public static Future<Void> tell(SqlConnection connection) {
    return connection.query("select pg_notify('godwit_list', '')").execute().mapEmpty();
  }

  /// Stores the next pages of a partition.
  public static Future<Void> append(
      SqlConnection connection, Partition partition, List<Made> pages) {
    return connection
        .preparedQuery("""
            insert into list_partition (custom, code, family, kind, next_sequence)
            values ($1, $2, $3, $5, 1 + $4)
            on conflict (custom, code, family, kind)
            do update set next_sequence = list_partition.next_sequence + $4
            returning id, next_sequence - $4""")
        .execute(Tuple.of(
            partition.code().custom(),
            partition.code().code(),
            partition.family(),
            (long) pages.size(),
            partition.kind().code()))
        .compose(rows -> {
          Row row = rows.iterator().next();
          long sequence = row.getLong(1);
          List<Tuple> tuples = new ArrayList<>();
          for (Made page : pages) {
            Tuple tuple = Tuple.tuple()
                .addInteger(row.getInteger(0))
                .addLong(sequence + tuples.size())
                .addUUID(page.preamble().batch())
                .addLong(page.preamble().createdMillis())
                .addLong(page.firstPage())
                .addLong(page.records());
            tuples.add(content(tuple, page));
          }
          return connection.preparedQuery("""
                  insert into partition_page
                    (partition_id, sequence, batch_id, created_millis, first_page, records, bytes,
                      slices, end_block, first_day)
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""").executeBatch(tuples);
        })
        .mapEmpty();
  }

  /// Forgets some pages, and buckets of filters, that have blocks of a page before this one of the
  /// whole list.
  ///
  /// @return whether there may be more
  public Future<Boolean> forgetBefore(long firstPage) {
    return client
        .preparedQuery("""
            delete from partition_page where (partition_id, sequence) in (
              select partition_id, sequence from partition_page where first_page < $1 limit $2)""")
        .execute(Tuple.of(firstPage, FORGOTTEN_AT_ONCE))
        .compose(pages -> client
            .preparedQuery("""
                delete from filter_bucket where (filter_id, bucket) in (
                  select filter_id, bucket from filter_bucket where first_page < $1 limit $2)""")
            .execute(Tuple.of(firstPage, FORGOTTEN_AT_ONCE))
            .map(RowSet::rowCount)
            .map(rows -> rows == FORGOTTEN_AT_ONCE || pages.rowCount() == FORGOTTEN_AT_ONCE));
  }

  private static Tuple content(Tuple row, Made page) {
    return switch (page) {
      case Whole whole ->
        row.addBuffer(whole.bytes()).addValue(null).addValue(null).addValue(null);
      case Sliced sliced ->
        row.addValue(null)
            .addBuffer(Slice.bytes(sliced.slices()))
            .addBuffer(Buffer.buffer(sliced.end().bytes()))
            .addLocalDate(sliced.firstDay());
    };
  }

  private Future<ClosedPage> page(Row row, RoutingCode self, Instant now) {
    StoredPage stored = StoredPage.of(row, self);
    long sequence = row.getLong("sequence");
    Instant made = now.minus(Duration.ofSeconds(row.getLong("age")));
    return stored
        .bytes(client)
        .map(bytes -> ClosedPage.of(sequence, stored.preamble(), made, bytes));
  }
}
