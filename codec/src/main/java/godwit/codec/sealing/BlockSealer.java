package godwit.codec.sealing;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.MAX_RECORDS;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Preamble;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;

/// The blocks of one batch on their way into sealed ones, for one addressee.
///
/// - shape: blocks with one routing code share a sealed block, up to 64 KiB of them, or one that is
///   larger alone
/// - units: bytes
/// - errors: none for blocks that are framed well
/// - source: docs/protocol.md, "Sealed blocks"
public final class BlockSealer {
  /// Bytes of blocks that are sealed together; a larger one is sealed alone.
  public static final int TOGETHER_BYTES = 64 * 1024;

  private final Preamble preamble;
  private final SealingKey receiver;
  private final SealingContext context;
  private final Consumer<byte[]> sealed;
  private byte[] waiting = new byte[TOGETHER_BYTES];
  private int filled;
  private int routingCode;
  private long records;
  private int blocks;

  /// @param sealed is given each block that is finished
  public BlockSealer(
      Preamble preamble, SealingKey receiver, SecureRandom random, Consumer<byte[]> sealed) {
    this(preamble, receiver, SealingContext.to(receiver, SealedLayout.info(), random), sealed);
  }

  BlockSealer(
      Preamble preamble, SealingKey receiver, SealingContext context, Consumer<byte[]> sealed) {
    this.preamble = preamble;
    this.receiver = receiver;
    this.context = context;
    this.sealed = sealed;
  }

  /// Bytes that sealing adds at most to so many bytes of blocks.
  public static long overhead(long bytes) {
    long most = 2 + 2 * bytes / TOGETHER_BYTES;
    return SealedLayout.FIRST_MESSAGE + most * (HEADER_BYTES + SealingContext.TAG_BYTES);
  }

  /// Adds blocks that lie end to end.
  public void addAll(byte[] bytes) {
    for (int at = 0; at < bytes.length; ) {
      BlockHeader header = BlockHeader.read(bytes, at);
      add(header, bytes, at);
      at += header.blockBytes();
    }
  }

  /// Adds the block that lies at `offset`.
  public void add(BlockHeader header, byte[] bytes, int offset) {
    if (header.bodyLength() > SealedLayout.MAX_INNER_BODY_BYTES) {
      BlockSplit.halves(header, bytes, offset)
          .forEach(half -> add(BlockHeader.read(half, 0), half, 0));
      return;
    }
    int code =
        header.kind() == KIND_CONTACTS ? preamble.destination().code() : header.routingCode();
    int length = header.blockBytes();
    boolean fits = code == routingCode
        && filled + length <= TOGETHER_BYTES
        && records + header.count() <= MAX_RECORDS;
    if (filled > 0 && !fits) flush();
    if (length > waiting.length) waiting = Arrays.copyOf(waiting, length);
    System.arraycopy(bytes, offset, waiting, filled, length);
    filled += length;
    records += header.count();
    routingCode = code;
  }

  /// Seals what is left.
  public void finish() {
    if (filled > 0) flush();
  }

  private void flush() {
    int message = SealedLayout.messageOffset(blocks);
    int body = message + filled + SealingContext.TAG_BYTES;
    byte[] block = new byte[HEADER_BYTES + body];
    BlockHeader header = SealedLayout.header(routingCode, records, body);
    header.seal(block, 0);
    if (blocks == 0) {
      System.arraycopy(
          receiver.id(), 0, block, HEADER_BYTES + SealedLayout.KEY_ID, SealingKey.ID_BYTES);
      System.arraycopy(
          context.encapsulated(),
          0,
          block,
          HEADER_BYTES + SealedLayout.ENCAPSULATED,
          SealingContext.ENCAPSULATED_BYTES);
    }
    byte[] aad = SealedLayout.aad(preamble, block, 0);
    context.seal(blocks, aad, waiting, 0, filled, block, HEADER_BYTES + message);
    header.seal(block, 0); // the checksum is of what was sealed
    blocks++;
    filled = 0;
    records = 0;
    sealed.accept(block);
  }
}
