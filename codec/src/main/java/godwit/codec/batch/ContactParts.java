package godwit.codec.batch;

/// One contact event whose parts are held elsewhere and become a [ContactRecord].
///
/// - shape: a whole record, its length included
/// - units: bytes
/// - errors: none
/// - source: docs/protocol.md, "Contact batch"
public interface ContactParts {
  /// How long the record is, at most [ContactRecord#MAX_BYTES].
  int bytes();

  /// Writes so many bytes.
  void write(byte[] target, int offset);
}
