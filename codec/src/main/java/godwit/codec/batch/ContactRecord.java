package godwit.codec.batch;

/// One record of a block of contact events, told by whoever holds its parts.
///
/// - shape: what follows the record's length: start, end, payload length, payload, sections
/// - units: bytes
/// - errors: none
/// - source: docs/protocol.md, "Contact batch"
public interface ContactRecord {
  /// How long it is, at most 65,535.
  int bytes();

  /// Writes so many bytes.
  void write(byte[] target, int offset);
}
