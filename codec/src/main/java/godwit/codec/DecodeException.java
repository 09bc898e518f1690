package godwit.codec;

import java.util.Optional;

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
  private final transient Optional<String> pointer;

  public DecodeException(Fault fault, long offset) {
    this(fault, offset, NO_BLOCK);
  }

  /// @param offset byte in the decoded body, from 0
  /// @param block index of the block, from 0, or [#NO_BLOCK]
  public DecodeException(Fault fault, long offset, int block) {
    this(fault, offset, block, Optional.empty());
  }

  /// @param pointer JSON Pointer (RFC 6901) to the value of a document that is at fault
  public DecodeException(Fault fault, long offset, String pointer) {
    this(fault, offset, NO_BLOCK, Optional.of(pointer));
  }

  private DecodeException(Fault fault, long offset, int block, Optional<String> pointer) {
    super(
        fault.reason()
            + " at byte "
            + offset
            + pointer.map(value -> ", pointer \"" + value + "\"").orElse(""),
        null,
        false,
        false);
    this.fault = fault;
    this.offset = offset;
    this.block = block;
    this.pointer = pointer;
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

  /// Where in a JSON document the fault is; empty for octets.
  public Optional<String> pointer() {
    return pointer;
  }
}
