package godwit.codec.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;

/// Makes the rolling ids of one temporary exposure key after another, with one cipher, in one pass
/// for each key. Not for several threads.
public final class GaenIds {
  private static final byte[] LABEL = "EN-RPI".getBytes(US_ASCII);
  private static final int INTERVAL_OFFSET = 12;

  private final KDF hkdf = Primitives.hkdf();
  private final Cipher aes = Primitives.blockCipher();
  private final byte[] labelled = new byte[GaenKey.MAX_INTERVALS * EphemeralIds.ID_BYTES];
  /* The one little-endian number of all these protocols. */
  private final ByteBuffer intervals = ByteBuffer.wrap(labelled).order(ByteOrder.LITTLE_ENDIAN);

  public GaenIds() {
    for (int offset = 0; offset < labelled.length; offset += EphemeralIds.ID_BYTES) {
      System.arraycopy(LABEL, 0, labelled, offset, LABEL.length);
    }
  }

  /// The key's ids; index 0 is its first interval.
  public EphemeralIds of(GaenKey key) {
    Primitives.init(aes, key.idKey(hkdf));
    for (int index = 0; index < key.intervals(); index++) {
      int offset = index * EphemeralIds.ID_BYTES + INTERVAL_OFFSET;
      intervals.putInt(offset, key.startInterval() + index);
    }
    byte[] input = Arrays.copyOf(labelled, key.intervals() * EphemeralIds.ID_BYTES);
    return new EphemeralIds(Primitives.finish(aes, input));
  }
}
