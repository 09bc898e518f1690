package godwit.intake;

import godwit.domain.Limits;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Counts what is accepted of one batch, and why the rest is not.
final class ReceiptBuilder {
  private static final int WHOLE_BLOCK = -1;

  private final int maxEntries;
  private final List<Receipt.Entry> rejected = new ArrayList<>();
  private int omitted;
  private long records;
  private long accepted;
  private long shared;
  private long waiting;

  ReceiptBuilder(Limits limits) {
    this.maxEntries = limits.rejectedEntries();
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
    rejectBlock(block, count, reason, Optional.empty());
  }

  /// @param pointer to the block's first record, where the batch came as a document
  void rejectBlock(int block, long count, RejectReason reason, Optional<String> pointer) {
    records += count;
    add(new Receipt.Entry(block, WHOLE_BLOCK, count, reason, pointer));
  }

  /// Adds one record to the run before it, if that is of the same reason and ends just there.
  void rejectRecord(int block, int record, RejectReason reason) {
    records++;
    if (omitted == 0 && !rejected.isEmpty()) {
      Receipt.Entry last = rejected.getLast();
      boolean follows = last.block() == block && last.record() + last.records() == record;
      if (follows && last.reason() == reason) {
        rejected.set(
            rejected.size() - 1,
            new Receipt.Entry(block, last.record(), last.records() + 1, reason));
        return;
      }
    }
    add(new Receipt.Entry(block, record, 1, reason));
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
