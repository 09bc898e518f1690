package godwit.codec.keys;

import godwit.codec.payload.Bytes;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/// The key by which a ROBERT server and one registered phone know each other's messages.
///
/// - shape: MAC = first 5 bytes of HMAC-SHA256(key, 0x01, encrypted country, id, time)
/// - units: the key has any length; phones are given 32 bytes
/// - errors: none
/// - source: ROBERT 1.1; docs/payloads.md
///
/// 40 bits of MAC: one forgery in 10¹² passes, which is what the protocol allows for.
public record RobertMacKey(Secret key) {
  private static final byte HELLO_PREFIX = 0x01;

  /// Whether the key's phone said this, and nobody changed it.
  public boolean verifies(RobertHello hello) {
    byte[] expected = mac(hello.beforeMac());
    return MessageDigest.isEqual(expected, hello.mac().toArray());
  }

  /// The MAC over the other fields.
  public Bytes mac(Bytes encryptedCountry, Bytes ephemeralId, int time) {
    Bytes none = Bytes.copyOf(new byte[RobertHello.MAC_BYTES]);
    RobertHello hello = new RobertHello(encryptedCountry, ephemeralId, time, none);
    return Bytes.copyOf(mac(hello.beforeMac()));
  }

  private byte[] mac(byte[] hello) {
    Mac mac = Primitives.hmac(key);
    mac.update(HELLO_PREFIX);
    mac.update(hello, 0, RobertHello.BYTES - RobertHello.MAC_BYTES);
    return Arrays.copyOf(mac.doFinal(), RobertHello.MAC_BYTES);
  }
}
