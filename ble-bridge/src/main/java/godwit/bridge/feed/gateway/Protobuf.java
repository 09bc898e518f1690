package godwit.bridge.feed.gateway;

/// The tags by which fields of a protobuf message are known.
final class Protobuf {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;

  private Protobuf() {}

  static int number(int field) {
    return field << 3 | VARINT;
  }

  static int bytes(int field) {
    return field << 3 | LENGTH;
  }
}
