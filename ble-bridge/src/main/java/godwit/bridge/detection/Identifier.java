package godwit.bridge.detection;

import godwit.codec.air.TracingSystem;
import java.nio.ByteBuffer;

/// Who is on the air: the 16 bytes that a system's phones announce, apart from any address.
///
/// Two sightings are of one identifier only if system and bytes are equal; nothing links successive
/// identifiers of one phone.
public record Identifier(TracingSystem system, long high, long low)
    implements Comparable<Identifier> {
  /// Bytes on the air.
  public static final int BYTES = 16;

  /// The identifier that `body` starts with.
  ///
  /// @throws IllegalArgumentException if `body` is shorter than an identifier
  public static Identifier of(TracingSystem system, byte[] body) {
    if (body.length < BYTES) throw new IllegalArgumentException("body=" + body.length + " bytes");
    ByteBuffer buffer = ByteBuffer.wrap(body);
    return new Identifier(system, buffer.getLong(), buffer.getLong());
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(Identifier other) {
    int bySystem = system.compareTo(other.system);
    if (bySystem != 0) return bySystem;
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return "Identifier[" + system.word() + "]";
  }
}
