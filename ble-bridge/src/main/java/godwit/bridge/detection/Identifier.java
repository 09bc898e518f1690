package godwit.bridge.detection;

import godwit.codec.Sha256;
import godwit.codec.air.AirSystem;
import java.nio.ByteBuffer;

/// Who is on the air: 16 bytes that stand for what a system's phones announce, apart from any
/// address.
///
/// Two sightings are of one identifier only if system and bytes are equal; nothing links successive
/// identifiers of one phone. What is not 16 bytes long is stood for by the start of its SHA-256.
public record Identifier(AirSystem system, long high, long low) implements Comparable<Identifier> {
  /// Bytes of an identifier.
  public static final int BYTES = 16;

  /// The identifier that `body` starts with, or that stands for it where it is of another length.
  static Identifier of(AirSystem system, byte[] body) {
    boolean plain = switch (system) {
      case GAEN, ROBERT, DP3T -> body.length >= BYTES;
      case HERALD, BLUETRACE, SMITTESTOPP, DRAFT -> false;
    };
    ByteBuffer buffer = ByteBuffer.wrap(plain ? body : Sha256.of(body));
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
