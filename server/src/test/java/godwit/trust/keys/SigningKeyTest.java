package godwit.trust.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures as others make and read them.
class SigningKeyTest {
  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2027-11-01T00:00:00Z");
  private static final HexFormat HEX = HexFormat.of();
  private static final int SIGNATURE_BYTES = 64;

  private final SigningKey key = SigningKey.make(new SecureRandom(), FROM, TO);
  private final byte[] digest = sha256("a digest".getBytes(StandardCharsets.UTF_8));

  /* RFC 6979, A.2.5: P-256 with SHA-256, message "sample". */
  @Test
  void signsAsPublished() {
    SigningKey published = SigningKey.of(
        new BigInteger("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", 16),
        FROM,
        TO);
    byte[] signature = published.sign(sha256("sample".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        HEX.formatHex(signature));
    String point = HEX.formatHex(published.shown().spki()).substring(2 * 27);
    assertEquals(
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        point);
  }

  @Test
  void whatIsSignedHereIsVerifiedByAnotherImplementation() throws Exception {
    var jdk = Signature.getInstance("NONEwithECDSAinP1363Format");
    jdk.initVerify(KeyFactory.getInstance("EC")
        .generatePublic(new X509EncodedKeySpec(key.shown().spki())));
    jdk.update(digest);
    assertTrue(jdk.verify(key.sign(digest)));
    assertArrayEquals(sha256(key.shown().spki()), key.shown().id());
  }

  @Test
  void whatAnotherImplementationSignsIsVerifiedHere() throws Exception {
    KeyPair pair = pair("secp256r1");
    VerifyingKey shown = VerifyingKey.of(pair.getPublic().getEncoded(), FROM, TO);
    for (int round = 0; round < 20; round++) {
      var jdk = Signature.getInstance("NONEwithECDSAinP1363Format");
      jdk.initSign(pair.getPrivate());
      jdk.update(digest);
      assertTrue(shown.verifies(digest, jdk.sign()));
    }
  }

  @Test
  void oneBitOffDoesNotVerify() {
    byte[] signature = key.sign(digest);
    assertTrue(key.shown().verifies(digest, signature));
    for (int bit = 0; bit < Byte.SIZE * SIGNATURE_BYTES; bit++) {
      byte[] other = signature.clone();
      other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertFalse(key.shown().verifies(digest, other), "bit " + bit);
    }
    for (int bit = 0; bit < Byte.SIZE * digest.length; bit++) {
      byte[] other = digest.clone();
      other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertFalse(key.shown().verifies(other, signature), "bit " + bit);
    }
    SigningKey stranger = SigningKey.make(new SecureRandom(), FROM, TO);
    assertFalse(stranger.shown().verifies(digest, signature));
  }

  @Test
  void numbersOutsideOfTheCurvesOrderVerifyNothing() {
    byte[] order = HEX.parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    for (byte[] half : new byte[][] {new byte[32], order, HEX.parseHex("ff".repeat(32))}) {
      byte[] signature = key.sign(digest);
      System.arraycopy(half, 0, signature, 0, half.length);
      assertFalse(key.shown().verifies(digest, signature));
      signature = key.sign(digest);
      System.arraycopy(half, 0, signature, half.length, half.length);
      assertFalse(key.shown().verifies(digest, signature));
    }
    assertFalse(key.shown().verifies(digest, new byte[0]));
    assertFalse(key.shown().verifies(digest, new byte[SIGNATURE_BYTES + 1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp384r1", "secp521r1"})
  void keysOnOtherCurvesAreRefused(String curve) throws Exception {
    byte[] spki = pair(curve).getPublic().getEncoded();
    assertThrows(IllegalArgumentException.class, () -> VerifyingKey.of(spki, FROM, TO));
  }

  @Test
  void whatIsNoPointOfTheCurveIsRefused() {
    byte[] spki = key.shown().spki();
    spki[spki.length - 1] ^= 1;
    assertThrows(IllegalArgumentException.class, () -> VerifyingKey.of(spki, FROM, TO));
    byte[] nowhere = key.shown().spki();
    java.util.Arrays.fill(nowhere, 27, nowhere.length, (byte) 0);
    assertThrows(IllegalArgumentException.class, () -> VerifyingKey.of(nowhere, FROM, TO));
    assertThrows(IllegalArgumentException.class, () -> VerifyingKey.of(new byte[0], FROM, TO));
  }

  @Test
  void aKeyCountsForWhatWasMadeInItsTime() {
    VerifyingKey shown = key.shown();
    assertTrue(shown.covers(FROM));
    assertTrue(shown.covers(FROM.minus(Duration.ofHours(20))), "clocks differ");
    assertFalse(shown.covers(FROM.minus(Duration.ofHours(30))));
    assertTrue(shown.covers(TO));
    assertFalse(shown.covers(TO.plusSeconds(1)));
  }

  @Test
  void itsTextShowsNoSecret() {
    assertEquals(key.shown().name(), key.toString());
  }

  private static KeyPair pair(String curve) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
