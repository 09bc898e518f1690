package godwit.domain;

import godwit.codec.DecodeException;
import godwit.codec.batch.Preamble;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Where in a request a fault lies.
///
/// - shape: the request as a whole, a byte of a batch, or a value of a document
/// - units: offsets are bytes of the decoded body, from 0; pointers are JSON Pointers
/// - errors: none
/// - source: RFC 6901; docs/protocol.md, "Errors"
public sealed interface Place {
  /// The request as a whole.
  Place WHOLE = new Whole();

  /// See [#WHOLE].
  record Whole() implements Place {}

  /// A byte of a batch in octets.
  ///
  /// @param block index of the block that it lies in, from 0; empty outside of all blocks
  record Octet(long offset, OptionalInt block) implements Place {}

  /// A value of a document.
  ///
  /// @param pointer to the value; the empty one is the document
  /// @param offset of the byte where reading stopped, if it was read as a stream
  record Value(String pointer, OptionalLong offset) implements Place {}

  /// A value of a document that was read whole.
  static Place value(String pointer) {
    return new Value(pointer, OptionalLong.empty());
  }

  /// Where a decoder stopped.
  static Place of(DecodeException broken) {
    Optional<String> pointer = broken.pointer();
    if (pointer.isPresent()) return new Value(pointer.get(), OptionalLong.of(broken.offset()));
    boolean outside = broken.block() == DecodeException.NO_BLOCK;
    return new Octet(
        broken.offset(), outside ? OptionalInt.empty() : OptionalInt.of(broken.block()));
  }

  /// A field of a batch's preamble.
  ///
  /// @param document whether the batch came as a document: fields of documents have pointers
  static Place of(Preamble.Field field, boolean document) {
    Optional<String> pointer = document ? field.pointer() : Optional.empty();
    return pointer.map(Place::value).orElse(new Octet(field.offset(), OptionalInt.empty()));
  }
}
