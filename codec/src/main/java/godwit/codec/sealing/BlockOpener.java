package godwit.codec.sealing;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The sealed blocks of one batch, opened one by one in their order.
///
/// - shape: what is opened are whole blocks, end to end, each framed as it would be in the batch
/// - units: bytes
/// - errors: [Outcome]
/// - source: docs/protocol.md, "Sealed blocks"
public final class BlockOpener {
  /// What became of a block.
  public enum Outcome {
    /// Its blocks are there, framed well, and as many records as the header says.
    OPENED,
    /// It is not as it was sealed, is not where it was, or holds what it should not.
    CANNOT_OPEN,
    /// It is sealed to a key that is not held here, as is all of the batch.
    UNKNOWN_KEY
  }

  private final Preamble preamble;
  private final List<OpeningKey> keys;
  private Optional<SealingContext> context = Optional.empty();
  private boolean unknown;

  /// @param keys that may have been sealed to
  public BlockOpener(Preamble preamble, List<OpeningKey> keys) {
    this.preamble = preamble;
    this.keys = List.copyOf(keys);
  }

  /// Bytes that a block opens to, if it does: as much room as [#open] needs.
  public static int openedBytes(int index, BlockHeader header) {
    int message = (int) header.bodyLength() - SealedLayout.messageOffset(index);
    return Math.max(0, message - SealingContext.TAG_BYTES);
  }

  /// Opens the block that lies at `offset`, to where there is room.
  ///
  /// @param index of the block in the batch; the first has to be opened first
  /// @param to is as it was, or of no worth, unless the block opens
  public Outcome open(int index, BlockHeader header, byte[] bytes, int offset, byte[] to, int at) {
    int message = SealedLayout.messageOffset(index);
    int length = (int) header.bodyLength() - message;
    if (index == 0) begin(header, bytes, offset + HEADER_BYTES);
    if (unknown) return Outcome.UNKNOWN_KEY;
    if (context.isEmpty() || length < SealingContext.TAG_BYTES) return Outcome.CANNOT_OPEN;
    byte[] aad = SealedLayout.aad(preamble, bytes, offset);
    int from = offset + HEADER_BYTES + message;
    boolean opened = context.get().open(index, aad, bytes, from, length, to, at)
        && isSound(header, to, at, at + length - SealingContext.TAG_BYTES);
    return opened ? Outcome.OPENED : Outcome.CANNOT_OPEN;
  }

  private void begin(BlockHeader header, byte[] bytes, int body) {
    if (header.bodyLength() < SealedLayout.FIRST_MESSAGE) return;
    Optional<OpeningKey> held = keys.stream()
        .filter(key -> key.shown().isNamed(bytes, body + SealedLayout.KEY_ID))
        .findFirst();
    unknown = held.isEmpty();
    if (unknown) return;
    int from = body + SealedLayout.ENCAPSULATED;
    byte[] encapsulated = Arrays.copyOfRange(bytes, from, from + SealingContext.ENCAPSULATED_BYTES);
    try {
      context = Optional.of(SealingContext.at(held.get(), encapsulated, SealedLayout.info()));
    } catch (IllegalArgumentException noPoint) {
      context = Optional.empty();
    }
  }

  /* Whether what was opened is what may be sealed, all of it, and what the header says. */
  private boolean isSound(BlockHeader sealed, byte[] bytes, int from, int to) {
    long records = 0;
    for (int at = from; at < to; ) {
      Optional<BlockHeader> inner = BlockHeader.whole(preamble.magic(), bytes, at, to);
      if (inner.isEmpty() || !belongs(inner.get(), sealed)) return false;
      records += inner.get().count();
      at += inner.get().blockBytes();
    }
    return records == sealed.count();
  }

  private boolean belongs(BlockHeader inner, BlockHeader sealed) {
    if (preamble.magic() == Magic.CONTACTS) {
      /* Blocks of contact events have no code of their own. */
      int code = sealed.routingCode();
      return inner.kind() == KIND_CONTACTS
          && (code == preamble.destination().code() || code == inner.routingCode());
    }
    boolean ofExposures = inner.kind() == KIND_EXPOSURES || inner.kind() == KIND_VENUE;
    return ofExposures && inner.routingCode() == sealed.routingCode();
  }
}
