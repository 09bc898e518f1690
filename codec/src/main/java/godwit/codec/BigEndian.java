package godwit.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Integers of the wire, read and written in a byte array; all are big-endian.
///
/// - shape: 1, 2, 4 or 8 bytes, most significant first
/// - units: unsigned unless the name says signed; a uint32 is a `long`
/// - errors: [IndexOutOfBoundsException] past the array, so callers check lengths first
/// - source: docs/protocol.md, "Batch"
public final class BigEndian {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  public static int uint8(byte[] bytes, int offset) {
    return bytes[offset] & 0xFF;
  }

  public static int uint16(byte[] bytes, int offset) {
    return (short) SHORTS.get(bytes, offset) & 0xFFFF;
  }

  public static long uint32(byte[] bytes, int offset) {
    return Integer.toUnsignedLong(int32(bytes, offset));
  }

  public static int int32(byte[] bytes, int offset) {
    return (int) INTS.get(bytes, offset);
  }

  public static long int64(byte[] bytes, int offset) {
    return (long) LONGS.get(bytes, offset);
  }

  public static void put8(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) value;
  }

  public static void put16(byte[] bytes, int offset, int value) {
    SHORTS.set(bytes, offset, (short) value);
  }

  public static void put32(byte[] bytes, int offset, int value) {
    INTS.set(bytes, offset, value);
  }

  public static void put64(byte[] bytes, int offset, long value) {
    LONGS.set(bytes, offset, value);
  }
}
