package godwit.store.outgoing;

import godwit.codec.batch.Preamble;
import godwit.store.segment.ListedBlocks;
import godwit.store.segment.Place;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// A batch or list page whose bytes are fixed.
///
/// @param sequence its place among all of its stream, in commit order, from 1
/// @param path under which it is posted, such as `/exposure/578/0`
/// @param digest 32 bytes, see [godwit.codec.batch.Digest]
/// @param bytes of the whole, preamble and end block included
/// @param withoutVenues whether it has exposures of venues only where they were released
/// @param attempts tries so far
/// @param age since it was made or an operator sent it off again, by the database's clock, when it
///     was looked up
/// @param receipt the destination's own, as it answered; none where the destination fetched the
///     batch, whose next question is the confirmation
/// @param problem the last one, as it was answered or met
/// @param form in which it is posted
/// @param inDoubt whether a try whose answer never came may still be under way at the receiver
/// @param madeFrom the batch in whose place it was made
/// @param replayed whether it was sent off again, by an operator or by a reconciliation
/// @param sealed whether its blocks are sealed
/// @param lost whether its destination has confirmed it once and does not hold it any more
public record Outgoing(
    long id,
    int destination,
    long sequence,
    Preamble preamble,
    String path,
    long records,
    Buffer digest,
    long bytes,
    Buffer endBlock,
    boolean withoutCentralised,
    boolean withoutVenues,
    State state,
    int attempts,
    Duration age,
    Optional<String> receipt,
    Optional<String> problem,
    Form form,
    boolean inDoubt,
    Optional<UUID> madeFrom,
    boolean replayed,
    boolean lost,
    boolean sealed) {

  /// How a batch is posted.
  public enum Form {
    OCTETS,
    JSON;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How far it has come.
  public enum State {
    /// Not confirmed by anybody yet.
    WAITING,
    /// A hub has it.
    RELAYED,
    /// The destination's receipt is stored.
    DELIVERED,
    /// Refused for good, or given up: kept for an operator.
    REFUSED,
    /// A page of a list: it is fetched, not sent.
    LISTED,
    /// Others were made in its place; it is never sent again.
    REMADE,
    /// An operator has given it up.
    DROPPED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether blocks of this segment may have to be left out.
  boolean leavesOut(Place place) {
    return place.filtered() && (withoutCentralised || withoutVenues);
  }

  /// The blocks that are left of a segment.
  Buffer listed(Buffer segment) {
    return new ListedBlocks(withoutCentralised, withoutVenues).blocks(segment);
  }

  public static final String COLUMNS =
      "id, destination_id, sequence, magic, batch_id, origin_custom, origin_code,"
          + " destination_custom, destination_code, created_millis, hops, path, records, digest,"
          + " bytes, end_block, without_centralised, without_venues, state, attempts,"
          + " extract(epoch from godwit_now() - coalesce(replayed_at, made_at))::bigint as age,"
          + " receipt, problem, form, coalesce(doubt_until > godwit_now(), false) as in_doubt,"
          + " made_from, replayed_at is not null as replayed, lost, sealed";

  public static Outgoing read(Row row) {
    return new Outgoing(
        row.getLong("id"),
        row.getInteger("destination_id"),
        row.getLong("sequence"),
        PreambleRow.read(row),
        row.getString("path"),
        row.getLong("records"),
        row.getBuffer("digest"),
        row.getLong("bytes"),
        row.getBuffer("end_block"),
        row.getBoolean("without_centralised"),
        row.getBoolean("without_venues"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getInteger("attempts"),
        Duration.ofSeconds(row.getLong("age")),
        Optional.ofNullable(row.getString("receipt")),
        Optional.ofNullable(row.getString("problem")),
        Form.valueOf(row.getString("form").toUpperCase(Locale.ROOT)),
        row.getBoolean("in_doubt"),
        Optional.ofNullable(row.getUUID("made_from")),
        row.getBoolean("replayed"),
        row.getBoolean("lost"),
        row.getBoolean("sealed"));
  }
}
