package godwit.codec.keys;

import godwit.codec.payload.Bytes;
import java.time.Instant;

/// What is in a temporary id of BlueTrace once its issuer has opened it.
///
/// - shape: `21 user id | i32 start | i32 expiry`, big-endian
/// - units: Unix seconds, signed; ids are made for 15 minutes, and start a minute before their
/// issue
/// - errors: [IllegalArgumentException] for a user id of another length
/// - source: OpenTrace cloud functions e9e801c
public record BlueTraceId(Bytes userId, int startSeconds, int expirySeconds) {
  /// Bytes of a user id.
  public static final int USER_BYTES = 21;

  public BlueTraceId {
    if (userId.length() != USER_BYTES) {
      throw new IllegalArgumentException("userIdBytes=" + userId.length());
    }
  }

  /// Whether the id was good for use then: from its start to its expiry, both included.
  public boolean isValidAt(Instant time) {
    return startSeconds <= time.getEpochSecond() && time.getEpochSecond() <= expirySeconds;
  }
}
