package godwit.codec.keys;

import godwit.codec.BigEndian;
import godwit.codec.payload.Bytes;
import java.util.Objects;
import java.util.OptionalInt;

/// The ids of 16 bytes that one key stands for, in the order in which the key gives them.
///
/// - shape: ids of 16 bytes, end to end
/// - units: an index is a period, interval or epoch, from 0, as the key's own type says
/// - errors: [IndexOutOfBoundsException] for an index beyond [#count()]
/// - source: our own
public final class EphemeralIds {
  /// Bytes of one id.
  public static final int ID_BYTES = 16;

  private final byte[] ids;

  /// Takes the array over: nobody else may hold it.
  EphemeralIds(byte[] ids) {
    this.ids = ids;
  }

  public int count() {
    return ids.length / ID_BYTES;
  }

  public Bytes id(int index) {
    Objects.checkIndex(index, count());
    return Bytes.copyOf(ids, index * ID_BYTES, ID_BYTES);
  }

  /// Where an id is found; empty if it is none of these, has another length, or is all zeros,
  /// which a phone sends once it has no key left.
  ///
  /// All ids are looked at, whichever it is, so that the time does not tell.
  public OptionalInt indexOf(Bytes id) {
    if (id.length() != ID_BYTES || id.isZero()) return OptionalInt.empty();
    byte[] bytes = id.toArray();
    long first = BigEndian.int64(bytes, 0);
    long second = BigEndian.int64(bytes, Long.BYTES);
    int found = -1;
    for (int index = 0; index < count(); index++) {
      int offset = index * ID_BYTES;
      long difference = (BigEndian.int64(ids, offset) ^ first)
          | (BigEndian.int64(ids, offset + Long.BYTES) ^ second);
      /* -1 where they differ, 0 where they do not. */
      int differ = (int) ((difference | -difference) >> (Long.SIZE - 1));
      found = (found & differ) | (index & ~differ);
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  @Override
  public String toString() {
    return count() + " ids";
  }
}
