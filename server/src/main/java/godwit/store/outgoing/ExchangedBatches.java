package godwit.store.outgoing;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Batches of one day that were exchanged with another authority, so that both sides can compare.
///
/// - shape: counts, and the sum of digests modulo 2^256
/// - units: a day is the UTC day of `created`
/// - errors: none
/// - source: docs/protocol.md, "Reconciliation"
public final class ExchangedBatches {
  /// Batches of one page of details.
  public static final int AT_ONCE = 1_000;

  private static final int SUM_BITS = 256;
  private static final int HASH_BYTES = 32;

  /* Begun to be sent: the other side may have it. */
  private static final String SENT = """
      from outgoing o join destination s on s.id = o.stream_id
      where o.origin_custom = $1 and o.origin_code = $2
        and ((o.destination_custom = $3 and o.destination_code = $4)
          or (s.custom = $3 and s.code = $4))
        and o.created_millis >= $5 and o.created_millis < $6
        and (o.state = 'delivered' or (o.state in ('waiting', 'relayed', 'refused')
          and (o.attempts > 0 or o.lease_until is not null)))""";
  private static final String RECEIVED = """
      from batch o
      where o.destination_custom = $1 and o.destination_code in ($2, $2 & -65536)
        and o.origin_custom = $3 and o.origin_code = $4
        and o.created_millis >= $5 and o.created_millis < $6 and o.state <> 'relayed'""";
  private static final String SENT_BLOCKS = """
      coalesce((select string_agg(g.hashes, ''::bytea order by p.position, g.ordinal)
          from portion p join segment g on g.day = p.day and g.attempt_id = p.attempt_id
            and g.destination_id = p.destination_id
          where o.attempt_id is null and p.destination_id = o.destination_id
            and p.position between o.from_position and o.to_position
            and (p.position, g.ordinal) >= (o.from_position, o.from_ordinal)
            and (p.position, g.ordinal) < (o.to_position, o.to_ordinal)),
        (select string_agg(g.hashes, ''::bytea order by g.ordinal) from segment g
          where g.day = o.day and g.attempt_id = o.attempt_id), ''::bytea)""";
  private static final String RECEIVED_BLOCKS = """
      coalesce(o.sealed_hashes,
        (select string_agg(g.hashes, ''::bytea order by p.position, g.ordinal)
          from portion p join segment g on g.day = p.day and g.attempt_id = p.attempt_id
            and g.destination_id = p.destination_id
          where p.batch_id = o.batch_id and p.origin_code = o.origin_code
            and p.day between (to_timestamp(o.created_millis / 1000.0) - interval '3 days')::date
              and (to_timestamp(o.created_millis / 1000.0) + interval '25 days')::date),
        ''::bytea)""";

  private final Pool pool;

  public ExchangedBatches(Pool pool) {
    this.pool = pool;
  }

  /// Who has exchanged them, and when.
  ///
  /// @param self this authority
  /// @param with the other
  public record Scope(RoutingCode self, RoutingCode with, LocalDate date) {
    private Tuple tuple() {
      return Tuple.of(
          self.custom(),
          self.code(),
          with.custom(),
          with.code(),
          millis(date),
          millis(date.plusDays(1)));
    }
  }

  /// Which way they went.
  public enum Side {
    SENT,
    RECEIVED
  }

  /// One batch.
  ///
  /// @param confirmed whether its receiver has confirmed it
  /// @param blocks SHA-256 of each that is kept; empty where they were not asked for
  public record Listed(
      UUID batch,
      long createdMillis,
      String digest,
      long records,
      long accepted,
      boolean confirmed,
      List<String> blocks) {}

  /// All of a day.
  ///
  /// @param sum of digests modulo 2^256, 64 hex digits
  public record Sum(long batches, long records, long accepted, String sum) {}

  /// A place in the details: the created time and id of the last batch that was shown.
  public record After(long createdMillis, UUID batch) {
    public static final After START = new After(Long.MIN_VALUE, new UUID(0, 0));
  }

  /// Sums up what is confirmed of a side.
  public Future<Sum> sum(Scope scope, Side side) {
    return pool.preparedQuery(select(side, false) + " order by o.created_millis")
        .execute(scope.tuple())
        .map(rows -> {
          BigInteger sum = BigInteger.ZERO;
          long batches = 0;
          long records = 0;
          long accepted = 0;
          for (Row row : rows) {
            Listed each = listed(row, side);
            if (!each.confirmed()) continue;
            sum = sum.add(new BigInteger(each.digest(), 16));
            batches++;
            records += each.records();
            accepted += each.accepted();
          }
          BigInteger wrapped = sum.mod(BigInteger.ONE.shiftLeft(SUM_BITS));
          return new Sum(batches, records, accepted, "%064x".formatted(wrapped));
        });
  }

  /// The batches of a side, also those that may not have arrived, a page at a time.
  public Future<List<Listed>> list(Scope scope, Side side, After after) {
    Tuple tuple = scope.tuple().addLong(after.createdMillis()).addUUID(after.batch());
    return pool.preparedQuery(select(side, true)
            + " and (o.created_millis, o.batch_id) > ($7, $8)"
            + " order by o.created_millis, o.batch_id limit " + AT_ONCE)
        .execute(tuple)
        .map(rows -> {
          List<Listed> all = new ArrayList<>();
          rows.forEach(row -> all.add(listed(row, side)));
          return all;
        });
  }

  private static String select(Side side, boolean blocks) {
    boolean sent = side == Side.SENT;
    String hashes = sent ? SENT_BLOCKS : RECEIVED_BLOCKS;
    return "select o.batch_id, o.created_millis, o.digest, o.records, o.state, "
        + (sent ? "o.receipt" : "o.accepted")
        + (blocks ? ", " + hashes + " as blocks " : " ")
        + (sent ? SENT : RECEIVED);
  }

  private static Listed listed(Row row, Side side) {
    boolean sent = side == Side.SENT;
    long records = row.getLong("records");
    long accepted = sent ? accepted(row.getString("receipt"), records) : row.getLong("accepted");
    boolean confirmed = !sent || row.getString("state").equals("delivered");
    HexFormat hex = HexFormat.of();
    List<String> blocks = new ArrayList<>();
    if (row.getColumnIndex("blocks") >= 0) {
      Buffer hashes = row.getBuffer("blocks");
      for (int at = 0; at + HASH_BYTES <= hashes.length(); at += HASH_BYTES) {
        blocks.add(hex.formatHex(hashes.getBytes(at, at + HASH_BYTES)));
      }
    }
    return new Listed(
        row.getUUID("batch_id"),
        row.getLong("created_millis"),
        hex.formatHex(row.getBuffer("digest").getBytes()),
        records,
        accepted,
        confirmed,
        blocks);
  }

  /* A batch that was confirmed by a fetch has no receipt. */
  private static long accepted(String receipt, long records) {
    return Optional.ofNullable(receipt)
        .flatMap(ExchangedBatches::document)
        .map(document -> document.getValue("accepted"))
        .filter(Number.class::isInstance)
        .map(count -> ((Number) count).longValue())
        .orElse(records);
  }

  private static Optional<JsonObject> document(String text) {
    try {
      return Optional.of(new JsonObject(text));
    } catch (DecodeException none) {
      return Optional.empty();
    }
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
