package godwit.store.segment;

import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Blocks that follow each other in one segment, by their place: what a page of a part of the list
/// is made of, instead of the blocks.
///
/// - shape: day since 1970-01-01 (4), attempt (16), destination (4), ordinal (4), first byte (4),
///   bytes (4), big-endian, end to end
/// - units: days, bytes
/// - errors: none: written by this class alone
///
/// @param attempt of the segment's upload
/// @param ordinal of the segment among those that the attempt has for this destination
/// @param first byte, from the segment's own first
/// @param length in bytes
public record Slice(
    LocalDate day, UUID attempt, int destination, int ordinal, int first, int length) {
  private static final int BYTES = 36;
  /* Of one query: its rows are held at once. */
  private static final int READ_BYTES = 256 * 1024;
  private static final int READ_SLICES = 256;

  /// A part of a segment.
  public static Slice of(Place segment, int first, int length) {
    return new Slice(
        segment.day(), segment.attempt(), segment.destination(), segment.ordinal(), first, length);
  }

  /// Adds one behind others: to the last of them, where it follows that in its segment.
  public static void add(List<Slice> slices, Slice next) {
    if (!slices.isEmpty() && slices.getLast().isFollowedBy(next)) {
      Slice last = slices.removeLast();
      slices.add(new Slice(
          last.day,
          last.attempt,
          last.destination,
          last.ordinal,
          last.first,
          last.length + next.length));
    } else {
      slices.add(next);
    }
  }

  private boolean isFollowedBy(Slice next) {
    return ordinal == next.ordinal
        && first + length == next.first
        && destination == next.destination
        && attempt.equals(next.attempt)
        && day.equals(next.day);
  }

  /// As they are stored.
  public static Buffer bytes(List<Slice> slices) {
    Buffer bytes = Buffer.buffer(slices.size() * BYTES);
    for (Slice slice : slices) {
      bytes
          .appendInt(Math.toIntExact(slice.day.toEpochDay()))
          .appendLong(slice.attempt.getMostSignificantBits())
          .appendLong(slice.attempt.getLeastSignificantBits())
          .appendInt(slice.destination)
          .appendInt(slice.ordinal)
          .appendInt(slice.first)
          .appendInt(slice.length);
    }
    return bytes;
  }

  /// Reads what is stored.
  public static List<Slice> read(Buffer bytes) {
    List<Slice> slices = new ArrayList<>(bytes.length() / BYTES);
    for (int at = 0; at < bytes.length(); at += BYTES) {
      slices.add(new Slice(
          LocalDate.ofEpochDay(bytes.getInt(at)),
          new UUID(bytes.getLong(at + 4), bytes.getLong(at + 12)),
          bytes.getInt(at + 20),
          bytes.getInt(at + 24),
          bytes.getInt(at + 28),
          bytes.getInt(at + 32)));
    }
    return slices;
  }

  /// All these, in their order, as single queries read them: of one day each.
  static List<List<Slice>> queries(List<Slice> slices) {
    List<List<Slice>> queries = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int index = 0; index < slices.size(); index++) {
      Slice slice = slices.get(index);
      boolean full = bytes + slice.length > READ_BYTES || index - from == READ_SLICES;
      if (index > from && (full || !slice.day.equals(slices.get(from).day))) {
        queries.add(slices.subList(from, index));
        from = index;
        bytes = 0;
      }
      bytes += slice.length;
    }
    if (from < slices.size()) queries.add(slices.subList(from, slices.size()));
    return queries;
  }
}
