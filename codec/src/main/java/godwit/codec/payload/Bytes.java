package godwit.codec.payload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/// An immutable run of bytes, equal by content, whose text form never shows them.
public final class Bytes {
  /// No bytes at all.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes copyOf(byte[] source) {
    return new Bytes(source.clone());
  }

  public static Bytes copyOf(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    return new Bytes(Arrays.copyOfRange(source, offset, offset + length));
  }

  public int length() {
    return bytes.length;
  }

  /// Whether every byte is 0.
  public boolean isZero() {
    for (byte value : bytes) {
      if (value != 0) return false;
    }
    return true;
  }

  /// The bytes as one big-endian number without sign.
  ///
  /// @throws IllegalStateException if there are more than 7, which might not fit
  public long unsigned() {
    if (bytes.length >= Long.BYTES) throw new IllegalStateException("length=" + bytes.length);
    long value = 0;
    for (byte next : bytes) value = value << 8 | (next & 0xFF);
    return value;
  }

  /// The 4 or 8 bytes as a big-endian IEEE 754 number.
  public double real() {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return bytes.length == Float.BYTES ? buffer.getFloat() : buffer.getDouble();
  }

  /// The bytes as text; empty if they are not UTF-8.
  public Optional<String> utf8() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /// Lower-case hex digits.
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
