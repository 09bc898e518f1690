package godwit.codec.sealing;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One context of HPKE: messages that are sealed to one key, or opened with it, each by its number.
///
/// - shape: a sealed message is its ciphertext and a tag of 16 bytes
/// - units: bytes; messages are numbered from 0
/// - errors: a message that is not as it was sealed, or has another number, does not open
/// - source: RFC 9180, 5.2
public final class SealingContext {
  /// Bytes by which a sealed message is longer than what it says.
  public static final int TAG_BYTES = 16;

  /// Bytes of an encapsulated key.
  public static final int ENCAPSULATED_BYTES = Curve.POINT_BYTES;

  private static final int TAG_BITS = TAG_BYTES * Byte.SIZE;

  private final byte[] encapsulated;
  private final Hpke.Schedule schedule;
  private final SecretKeySpec key;
  private final Cipher cipher;

  private SealingContext(byte[] encapsulated, Hpke.Schedule schedule) {
    this.encapsulated = encapsulated;
    this.schedule = schedule;
    this.key = new SecretKeySpec(schedule.key(), "AES");
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  /// A context for a sender, under a key that nobody has had before.
  public static SealingContext to(SealingKey receiver, byte[] info, SecureRandom random) {
    return sending(Curve.make(random), receiver, info);
  }

  /// A context for the receiver.
  ///
  /// @param encapsulated the sender's key, 65 bytes
  /// @throws IllegalArgumentException if that is no point of the curve
  public static SealingContext at(OpeningKey receiver, byte[] encapsulated, byte[] info) {
    byte[] shared = Curve.agree(receiver.key(), Curve.publicKey(encapsulated));
    return new SealingContext(
        encapsulated.clone(),
        Hpke.schedule(shared, encapsulated, receiver.shown().point(), info));
  }

  /* With a key that is given, so that a vector can be met. */
  static SealingContext sending(Curve.Pair sender, SealingKey receiver, byte[] info) {
    byte[] shared = Curve.agree(sender.secret(), receiver.key());
    return new SealingContext(
        sender.point(), Hpke.schedule(shared, sender.point(), receiver.point(), info));
  }

  /// The sender's key, as the receiver needs it: 65 bytes.
  public byte[] encapsulated() {
    return encapsulated.clone();
  }

  /// Seals a message to where there is room for it and its tag.
  ///
  /// @param aad what is not secret, and has to be the same where it is opened
  public void seal(
      long number, byte[] aad, byte[] from, int offset, int length, byte[] to, int at) {
    try {
      begin(Cipher.ENCRYPT_MODE, number, aad);
      cipher.doFinal(from, offset, length, to, at);
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  /// Opens a message to where there is room for it.
  ///
  /// @param length of ciphertext and tag
  /// @return whether it opened; what is at `to` is of no worth if not
  public boolean open(
      long number, byte[] aad, byte[] from, int offset, int length, byte[] to, int at) {
    if (length < TAG_BYTES) return false;
    try {
      begin(Cipher.DECRYPT_MODE, number, aad);
      cipher.doFinal(from, offset, length, to, at);
      return true;
    } catch (AEADBadTagException _) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  private void begin(int mode, long number, byte[] aad) throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, schedule.nonce(number)));
    cipher.updateAAD(aad);
  }

  private static IllegalStateException missing(GeneralSecurityException cause) {
    return new IllegalStateException("every JDK has AES-GCM", cause);
  }
}
