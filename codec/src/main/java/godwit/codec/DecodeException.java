package godwit.codec;

/// Bytes that break their format: which rule, and where.
///
/// Cheap to throw (no stack trace), since hostile input reaches it. Caught once, where bytes come
/// in.
public final class DecodeException extends RuntimeException {
  /// The value of [#block()] where the fault is not within a block.
  public static final int NO_BLOCK = -1;

  private final Fault fault;
  private final long offset;
  private final int block;

  public DecodeException(Fault fault, long offset) {
    this(fault, offset, NO_BLOCK);
  }

  /// @param offset byte in the decoded body, from 0
  /// @param block index of the block, from 0, or [#NO_BLOCK]
  public DecodeException(Fault fault, long offset, int block) {
    super(fault.reason() + " at byte " + offset, null, false, false);
    this.fault = fault;
    this.offset = offset;
    this.block = block;
  }

  public Fault fault() {
    return fault;
  }

  public long offset() {
    return offset;
  }

  public int block() {
    return block;
  }
}
