package godwit.codec.mix;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureRecord;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/// Exposure records that share a header, gathered from many blocks, and given as few.
///
/// - shape: records of one data length, one behind the other
/// - units: see [BlockBuilder]
/// - errors: none: what is added comes from blocks of this build
/// - source: docs/protocol.md, "Mixing"
public final class RecordGroup {
  private static final int FIRST_RECORDS = 16;

  private final BlockHeader key;
  private final int size;
  private byte[] records;
  private final BitSet dropped = new BitSet();
  private int end;

  /// @param key of a block of exposures whose header says how long the data of each is
  public RecordGroup(BlockHeader key) {
    if (key.kind() != BatchLayout.KIND_EXPOSURES || key.dataLength() < 1) {
      throw new IllegalArgumentException("kind=" + key.kind() + " length=" + key.dataLength());
    }
    this.key = key.common();
    this.size = ExposureRecord.bytes(key.dataLength());
    this.records = new byte[FIRST_RECORDS * size];
  }

  public BlockHeader key() {
    return key;
  }

  /// Bytes of the records, those taken out again included.
  public int bytes() {
    return end;
  }

  /// Records that were added, those taken out again included.
  public int added() {
    return end / size;
  }

  public int count() {
    return added() - dropped.cardinality();
  }

  public void add(int score, byte[] data, int offset) {
    ExposureRecord.put(reserved(size), end - size, score, data, offset, key.dataLength());
  }

  /// Takes a record out again.
  ///
  /// @param index among all that were added, from 0
  public void drop(int index) {
    if (index >= added()) throw new IllegalArgumentException("index=" + index + " of " + added());
    dropped.set(index);
  }

  /// Adds whole records as they lie in a block.
  public void addAll(byte[] from, int offset, int length) {
    System.arraycopy(from, offset, reserved(length), end - length, length);
  }

  /// The score of a record.
  public int score(int index) {
    return ExposureRecord.score(records, index * size);
  }

  /// Copies a record's data from an offset on to where it stands in `to`.
  public void data(int index, int from, byte[] to) {
    int offset = ExposureRecord.dataOffset(index * size) + from;
    System.arraycopy(records, offset, to, from, key.dataLength() - from);
  }

  /// Puts the records into the byte order of their data.
  public void sort() {
    compact();
    records = DataOrder.sorted(records, size, count());
  }

  /// Gives all records in blocks as full as the bounds of a block allow.
  public void blocks(Consumer<byte[]> taker) {
    compact();
    int most = Math.min(BatchLayout.MAX_RECORDS, BatchLayout.MAX_BODY_BYTES / size);
    BlockBuilder builder = builder(key);
    for (int from = 0; from < count(); from += most) {
      builder.addRecords(records, from * size, size, Math.min(most, count() - from));
      taker.accept(builder.finish());
    }
  }

  static BlockBuilder builder(BlockHeader key) {
    return BlockBuilder.exposures(
        key.payloadType(),
        key.routingCode(),
        key.date(),
        key.riskType(),
        key.mechanism(),
        key.dataLength());
  }

  private void compact() {
    if (dropped.isEmpty()) return;
    int to = 0;
    for (int index = 0; index < added(); index++) {
      if (dropped.get(index)) continue;
      System.arraycopy(records, index * size, records, to, size);
      to += size;
    }
    end = to;
    dropped.clear();
  }

  private byte[] reserved(int length) {
    if (end + length > records.length) {
      records = Arrays.copyOf(records, Math.max(end + length, 2 * records.length));
    }
    end += length;
    return records;
  }
}
