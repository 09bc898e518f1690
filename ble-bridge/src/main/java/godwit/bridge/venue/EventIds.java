package godwit.bridge.venue;

import godwit.bridge.detection.Identifier;
import godwit.bridge.spool.VenueSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/// The ids of events and stays: the same after a restart, a replay, or in another order, and
/// telling nothing to who has not the venue's secret.
///
/// - shape: the first 16 bytes of HMAC-SHA256 over system, identifier, and first bin or day
/// - units: bins and days from 1970-01-01T00:00Z
/// - errors: none
/// - source: our own
public final class EventIds {
  private final SecretKeySpec eventKey;
  private final SecretKeySpec stayKey;

  public EventIds(VenueSecret secret) {
    eventKey = secret.key("godwit bridge event", "HmacSHA256");
    stayKey = secret.key("godwit bridge stay", "HmacSHA256");
  }

  /// The id of the event of an identifier that begins in a bin.
  public UUID event(Identifier identifier, long bin) {
    ByteBuffer id = ByteBuffer.wrap(VenueSecret.hmac(eventKey, named(identifier, bin)));
    return new UUID(id.getLong(), id.getLong());
  }

  /// What stands for an identifier on a day within the spool.
  public byte[] stay(Identifier identifier, long day) {
    return Arrays.copyOf(VenueSecret.hmac(stayKey, named(identifier, day)), 16);
  }

  private static byte[] named(Identifier identifier, long number) {
    byte[] system = identifier.system().word().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + system.length + Identifier.BYTES + Long.BYTES)
        .put((byte) system.length)
        .put(system)
        .put(identifier.bytes())
        .putLong(number)
        .array();
  }
}
