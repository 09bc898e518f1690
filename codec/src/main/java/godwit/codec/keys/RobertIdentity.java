package godwit.codec.keys;

import godwit.codec.payload.Bytes;

/// Who is behind an ephemeral id of ROBERT, and for which quarter of an hour it was made.
///
/// @param epoch 24 bits, as [RobertTime] counts
/// @param id the 5 bytes that the server gave to a phone at its registration
public record RobertIdentity(int epoch, Bytes id) {
  /// Bytes of an id.
  public static final int ID_BYTES = 5;

  /// The last epoch that fits.
  public static final int MAX_EPOCH = 0xFF_FFFF;

  public RobertIdentity {
    if (epoch < 0 || epoch > MAX_EPOCH || id.length() != ID_BYTES) {
      throw new IllegalArgumentException("epoch=" + epoch + " idBytes=" + id.length());
    }
  }
}
