package godwit.codec.sealing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Preamble;
import java.util.Arrays;

/// Every offset, size and bound of a sealed block.
///
/// - shape: body of a batch's first block: `8 key id | 65 encapsulated key | sealed message`; of
///   each other: a sealed message. A message is whole blocks, end to end.
/// - units: bytes
/// - errors: none here
/// - source: docs/protocol.md, "Sealed blocks"
final class SealedLayout {
  static final int KEY_ID = 0;
  static final int ENCAPSULATED = KEY_ID + SealingKey.ID_BYTES;
  static final int FIRST_MESSAGE = ENCAPSULATED + SealingContext.ENCAPSULATED_BYTES;

  /// Header bytes that are part of what is not secret: all before the body's length.
  static final int SHOWN_BYTES = BatchLayout.BODY_LENGTH;

  /// The greatest body of a block that fits a sealed one, whichever it is.
  static final int MAX_INNER_BODY_BYTES = BatchLayout.MAX_BODY_BYTES
      - FIRST_MESSAGE
      - SealingContext.TAG_BYTES
      - BatchLayout.HEADER_BYTES;

  private static final byte[] INFO = Hpke.ascii("HIX1 sealed block");

  private SealedLayout() {}

  static byte[] info() {
    return INFO;
  }

  /// What is not secret of a block: its batch, and its own header as far as its length.
  static byte[] aad(Preamble preamble, byte[] header, int offset) {
    byte[] batch = preamble.withHops(0).bytes();
    byte[] aad = Arrays.copyOf(batch, batch.length + SHOWN_BYTES);
    System.arraycopy(header, offset, aad, batch.length, SHOWN_BYTES);
    return aad;
  }

  /// Where the message of a block begins in its body.
  static int messageOffset(int index) {
    return index == 0 ? FIRST_MESSAGE : 0;
  }

  static BlockHeader header(int routingCode, long records, int bodyLength) {
    return new BlockHeader(
        BatchLayout.KIND_SEALED, 0, routingCode, 0, 0, 0, 0, records, bodyLength, 0);
  }
}
