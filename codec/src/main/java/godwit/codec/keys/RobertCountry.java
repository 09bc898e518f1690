package godwit.codec.keys;

import godwit.codec.payload.Bytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/// The country byte of ROBERT's HELLOs, under the key that a federation of servers shares. Not for
/// several threads.
///
/// - shape: country = encrypted byte xor first byte of AES-256(key, id, 8 bytes 0)
/// - units: 0 to 255, the federation's own numbers: 33 France, 49 Germany; **not** ISO 3166
/// - errors: [IllegalArgumentException] for a key that is not of 32 bytes, a country outside
/// - source: ROBERT 1.1; docs/payloads.md
///
/// Nothing guards the byte: a wrong key or noise gives some country as well, and an expected one
/// once in 256 times. The MAC, which the home server alone can check, covers it.
public final class RobertCountry {
  /// Bytes of the federation's key.
  public static final int KEY_BYTES = 32;

  private final Cipher aes = Primitives.blockCipher();
  private final byte[] input = new byte[Primitives.AES_BLOCK_BYTES];
  private final byte[] output = new byte[Primitives.AES_BLOCK_BYTES];

  public RobertCountry(Secret federationKey) {
    Primitives.init(aes, federationKey.ofLength(KEY_BYTES));
  }

  /// The country of a HELLO.
  public int decrypt(RobertHello hello) {
    byte[] bytes = hello.beforeMac();
    return decrypt(bytes, 0);
  }

  /// The country of the HELLO that begins at `offset`, without allocation.
  public int decrypt(byte[] bytes, int offset) {
    return (bytes[offset] ^ mask(bytes, offset + RobertHello.ID_OFFSET)) & 0xFF;
  }

  public Bytes encrypt(int country, Bytes ephemeralId) {
    if (country < 0 || country > 0xFF || ephemeralId.length() != RobertHello.ID_BYTES) {
      throw new IllegalArgumentException("country=" + country + " idBytes=" + ephemeralId.length());
    }
    return Bytes.copyOf(new byte[] {(byte) (country ^ mask(ephemeralId.toArray(), 0))});
  }

  private int mask(byte[] bytes, int idOffset) {
    System.arraycopy(bytes, idOffset, input, 0, RobertHello.ID_BYTES);
    try {
      aes.doFinal(input, 0, input.length, output);
    } catch (GeneralSecurityException wrong) {
      throw Primitives.broken(wrong);
    }
    return output[0];
  }
}
