package godwit.codec.json;

/// A value that is read as it comes, since it may be longer than a token.
///
/// - shape: begins with [#opening]
/// - units: bytes
/// - errors: [Progress#BROKEN]
/// - source: RFC 8259
interface StreamedValue {
  /// How far reading came.
  enum Progress {
    /// The value was read to its end.
    COMPLETE,
    /// More bytes are needed.
    UNFINISHED,
    /// Memory is needed; the same is to be read again.
    NO_MEMORY,
    /// It is no such value.
    BROKEN
  }

  /// The byte that it begins with.
  int opening();

  /// Begins, after the opening byte.
  void begin();

  /// Goes on, to the value's end or the window's.
  Progress read(JsonText text, MemberValues values);
}
