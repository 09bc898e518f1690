package godwit.intake;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Limits;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Counts what is accepted of one batch, and why the rest is not.
final class ReceiptBuilder {

  private final int maxEntries;
  private final List<Receipt.Entry> rejected = new ArrayList<>();
  private int inner = Receipt.Entry.NONE;
  private int omitted;
  private long records;
  private long accepted;
  private long shared;
  private long waiting;

  ReceiptBuilder(Limits limits) {
    this.maxEntries = limits.rejectedEntries();
  }

  /// Says that what follows is of the block with this index inside of a sealed one.
  void inside(int index) {
    inner = index;
  }

  /// Says that what follows is of blocks of the batch itself.
  void outside() {
    inner = Receipt.Entry.NONE;
  }

  void accept(long count) {
    records += count;
    accepted += count;
  }

  /// Counts accepted contact events that became exposures.
  ///
  /// @param known whether anybody is known to answer for them
  void became(long exposures, boolean known) {
    if (known) shared += exposures;
    else waiting += exposures;
  }

  void rejectBlock(int block, long count, RejectReason reason) {
    rejectBlock(block, count, reason, Optional.empty(), Optional.empty());
  }

  /// @param pointer to the block's first record, where the batch came as a document
  /// @param littleEndian whose it would be if read the other way round
  void rejectBlock(
      int block,
      long count,
      RejectReason reason,
      Optional<String> pointer,
      Optional<RoutingCode> littleEndian) {
    records += count;
    add(new Receipt.Entry(block, inner, Receipt.Entry.NONE, count, reason, pointer, littleEndian));
  }

  /// Adds records of one block that is kept without them.
  ///
  /// @param wrong places of records in the block
  /// @param first pointer to the block's first record, where the batch came as a document
  void rejectRecords(int block, BitSet wrong, RejectReason reason, Optional<String> first) {
    for (int at = wrong.nextSetBit(0); at >= 0; at = wrong.nextSetBit(wrong.nextClearBit(at))) {
      int record = at;
      int count = wrong.nextClearBit(at) - at;
      Optional<String> pointer = first.map(text -> behind(text, record));
      records += count;
      add(new Receipt.Entry(block, inner, at, count, reason, pointer, Optional.empty()));
    }
  }

  /* A pointer to a block's first record ends with its index. */
  private static String behind(String first, int records) {
    int digits = first.lastIndexOf('/') + 1;
    return first.substring(0, digits) + (Integer.parseInt(first.substring(digits)) + records);
  }

  void rejectRecord(int block, int record, RejectReason reason) {
    rejectRecord(block, record, reason, Optional.empty());
  }

  /// Adds one record to the run before it, if that is of the same reason and ends just there.
  ///
  /// @param littleEndian whose it would be if read the other way round
  void rejectRecord(
      int block, int record, RejectReason reason, Optional<RoutingCode> littleEndian) {
    records++;
    if (omitted == 0 && !rejected.isEmpty()) {
      Receipt.Entry last = rejected.getLast();
      boolean follows = last.block() == block
          && last.inner() == inner
          && last.record() + last.records() == record;
      boolean alike = last.reason() == reason && last.littleEndian().equals(littleEndian);
      if (follows && alike) {
        rejected.set(
            rejected.size() - 1,
            entry(block, last.record(), last.records() + 1, reason, littleEndian));
        return;
      }
    }
    add(entry(block, record, 1, reason, littleEndian));
  }

  private Receipt.Entry entry(
      int block,
      int record,
      long records,
      RejectReason reason,
      Optional<RoutingCode> littleEndian) {
    return new Receipt.Entry(block, inner, record, records, reason, Optional.empty(), littleEndian);
  }

  Receipt receipt(UUID batch, Receipt.State state, byte[] digest) {
    return new Receipt(
        batch, state, records, accepted, List.copyOf(rejected), omitted, digest, false);
  }

  /// The receipt of a contact batch, which says where its records went.
  Receipt contactReceipt(UUID batch, byte[] digest) {
    var sharing = new Receipt.Sharing(shared, accepted - shared - waiting, waiting);
    return new Receipt(
        batch,
        Receipt.State.STORED,
        records,
        accepted,
        List.copyOf(rejected),
        omitted,
        digest,
        false,
        Optional.of(sharing));
  }

  private void add(Receipt.Entry entry) {
    if (rejected.size() < maxEntries) rejected.add(entry);
    else omitted++;
  }
}
