package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.BATCH_ID;
import static godwit.codec.batch.BatchLayout.CREATED;
import static godwit.codec.batch.BatchLayout.DESTINATION;
import static godwit.codec.batch.BatchLayout.DESTINATION_IS_CUSTOM;
import static godwit.codec.batch.BatchLayout.FLAGS;
import static godwit.codec.batch.BatchLayout.HOPS;
import static godwit.codec.batch.BatchLayout.MAGIC;
import static godwit.codec.batch.BatchLayout.ORIGIN;
import static godwit.codec.batch.BatchLayout.ORIGIN_IS_CUSTOM;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;
import static godwit.codec.batch.BatchLayout.ZERO;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;
import java.util.UUID;

/// Who sends a batch to whom, and which batch it is.
///
/// - shape: `magic | u8 flags | u8 hops | u16 0 | 16 batch id | u32 origin | u32 destination |
///   i64 created`, 40 bytes
/// - units: created is milliseconds since 1970-01-01T00:00Z; hops is 0 from the origin, +1 a relay
/// - errors: `bad-magic`, `bad-preamble`
/// - source: docs/protocol.md, "Preamble"
public record Preamble(
    Magic magic,
    int hops,
    UUID batch,
    RoutingCode origin,
    RoutingCode destination,
    long createdMillis) {

  /// A field of the preamble, so that a refusal can name its place.
  public enum Field {
    MAGIC(BatchLayout.MAGIC, ""),
    FLAGS(BatchLayout.FLAGS, ""),
    HOPS(BatchLayout.HOPS, ""),
    BATCH(BatchLayout.BATCH_ID, "/batch"),
    ORIGIN(BatchLayout.ORIGIN, "/origin"),
    DESTINATION(BatchLayout.DESTINATION, "/destination"),
    CREATED(BatchLayout.CREATED, "/created");

    private final int offset;
    private final String pointer;

    Field(int offset, String pointer) {
      this.offset = offset;
      this.pointer = pointer;
    }

    /// Bytes from the start of the batch.
    public int offset() {
      return offset;
    }

    /// JSON Pointer (RFC 6901) to the same in a document; empty where no document has it.
    public Optional<String> pointer() {
      return pointer.isEmpty() ? Optional.empty() : Optional.of(pointer);
    }
  }

  public Preamble {
    if (hops < 0 || hops > 0xFF) throw new IllegalArgumentException("hops=" + hops);
  }

  /// Reads the 40 bytes at `offset`.
  public static Preamble read(byte[] bytes, int offset) {
    Magic magic = magic(BigEndian.int32(bytes, offset + MAGIC));
    int flags = BigEndian.uint8(bytes, offset + FLAGS);
    if ((flags & ~(ORIGIN_IS_CUSTOM | DESTINATION_IS_CUSTOM)) != 0) {
      throw new DecodeException(Fault.BAD_PREAMBLE, FLAGS);
    }
    if (BigEndian.uint16(bytes, offset + ZERO) != 0) {
      throw new DecodeException(Fault.BAD_PREAMBLE, ZERO);
    }
    return new Preamble(
        magic,
        BigEndian.uint8(bytes, offset + HOPS),
        new UUID(
            BigEndian.int64(bytes, offset + BATCH_ID),
            BigEndian.int64(bytes, offset + BATCH_ID + Long.BYTES)),
        new RoutingCode((flags & ORIGIN_IS_CUSTOM) != 0, BigEndian.int32(bytes, offset + ORIGIN)),
        new RoutingCode(
            (flags & DESTINATION_IS_CUSTOM) != 0, BigEndian.int32(bytes, offset + DESTINATION)),
        BigEndian.int64(bytes, offset + CREATED));
  }

  /// The 40 bytes.
  public byte[] bytes() {
    byte[] bytes = new byte[PREAMBLE_BYTES];
    BigEndian.put32(bytes, MAGIC, magic.code());
    BigEndian.put8(
        bytes,
        FLAGS,
        (origin.custom() ? ORIGIN_IS_CUSTOM : 0)
            | (destination.custom() ? DESTINATION_IS_CUSTOM : 0));
    BigEndian.put8(bytes, HOPS, hops);
    BigEndian.put64(bytes, BATCH_ID, batch.getMostSignificantBits());
    BigEndian.put64(bytes, BATCH_ID + Long.BYTES, batch.getLeastSignificantBits());
    BigEndian.put32(bytes, ORIGIN, origin.code());
    BigEndian.put32(bytes, DESTINATION, destination.code());
    BigEndian.put64(bytes, CREATED, createdMillis);
    return bytes;
  }

  /// The same batch after so many relays.
  public Preamble withHops(int relays) {
    return new Preamble(magic, relays, batch, origin, destination, createdMillis);
  }

  private static Magic magic(int code) {
    for (Magic magic : Magic.values()) {
      if (magic.code() == code) return magic;
    }
    throw new DecodeException(Fault.BAD_MAGIC, MAGIC);
  }
}
