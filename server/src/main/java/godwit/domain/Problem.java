package godwit.domain;

import godwit.codec.DecodeException;

/// Why a request is refused: what kind of fault, where, and a sentence about it.
///
/// - errors: none
/// - source: RFC 9457; docs/protocol.md, "Errors"
///
/// @param detail for people; never holds what a client sent
public record Problem(ProblemType type, Place place, String detail) {
  /// A problem with the request as a whole.
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, Place.WHOLE, detail);
  }

  /// Bytes that break a format.
  public static Problem of(DecodeException broken) {
    return new Problem(
        ProblemType.of(broken.fault()), Place.of(broken), String.valueOf(broken.getMessage()));
  }
}
