package godwit.codec.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors of RFC 9180, A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
class HpkeVectorTest {
  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] SENDER =
      hex("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b32"
          + "5ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4");
  private static final byte[] RECEIVER =
      hex("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f70"
          + "6a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0");
  private static final String SENDER_SECRET =
      "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb";
  private static final String RECEIVER_SECRET =
      "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2";
  private static final byte[] TEXT =
      hex("4265617574792069732074727574682c20747275746820626561757479");

  private static SealingContext sender() {
    var pair = new Curve.Pair(Curve.privateKey(new BigInteger(SENDER_SECRET, 16)), SENDER);
    return SealingContext.sending(pair, SealingKey.of(RECEIVER), INFO);
  }

  private static SealingContext receiver() {
    OpeningKey key = OpeningKey.of(new BigInteger(RECEIVER_SECRET, 16), RECEIVER);
    return SealingContext.at(key, SENDER, INFO);
  }

  @Test
  void theKeyScheduleIsTheRfcs() {
    byte[] shared =
        Curve.agree(Curve.privateKey(new BigInteger(RECEIVER_SECRET, 16)), Curve.publicKey(SENDER));
    Hpke.Schedule schedule = Hpke.schedule(shared, SENDER, RECEIVER, INFO);
    assertArrayEquals(hex("868c066ef58aae6dc589b6cfdd18f97e"), schedule.key());
    assertArrayEquals(hex("4e0bc5018beba4bf004cca59"), schedule.baseNonce());
    assertArrayEquals(hex("4e0bc5018beba4bf004ccaa6"), schedule.nonce(255));
    assertArrayEquals(SENDER, sender().encapsulated());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f2,"
        + " 0b6c7f9076ac232e3ab2523f39513434",
    "1, fa6f037b47fc21826b610172ca9637e82d6e5801eb31cbd3748271affd,"
        + " 4ecb06646e0329cbdf3c3cd655b28e82",
    "2, 895cabfac50ce6c6eb02ffe6c048bf53b7f7be9a91fc559402cbc5b8dc,"
        + " aeb52b2ccc93e466c28fb55fed7a7fec",
    "4, 8787491ee8df99bc99a246c4b3216d3d57ab5076e18fa27133f520703b,"
        + " c70ec999dd36ce042e44f0c3169a6a8f",
    "255, 2ad71c85bf3f45c6eca301426289854b31448bcf8a8ccb1deef3ebd87f,"
        + " 60848aa53c538c30a4dac71d619ee2cd",
    "256, 10f179686aa2caec1758c8e554513f16472bd0a11e2a907dde0b212cbe,"
        + " 87d74f367f8ffe5e41cd3e9962a6afb2"
  })
  void eachMessageIsTheRfcs(long number, String ciphertext, String tag) {
    byte[] aad = Hpke.ascii("Count-" + number);
    byte[] sealed = new byte[TEXT.length + SealingContext.TAG_BYTES];
    sender().seal(number, aad, TEXT, 0, TEXT.length, sealed, 0);
    assertEquals(ciphertext + tag, HexFormat.of().formatHex(sealed));

    byte[] opened = new byte[TEXT.length];
    assertTrue(receiver().open(number, aad, sealed, 0, sealed.length, opened, 0));
    assertArrayEquals(TEXT, opened);
    assertFalse(receiver().open(number + 1, aad, sealed, 0, sealed.length, opened, 0));
    assertFalse(receiver().open(number, new byte[0], sealed, 0, sealed.length, opened, 0));
  }

  @Test
  void noPointThatIsNotOnTheCurveIsAgreedWith() {
    byte[] off = RECEIVER.clone();
    off[64] ^= 1;
    byte[] beyond = new byte[65];
    Arrays.fill(beyond, (byte) 0xFF);
    beyond[0] = 4;
    byte[] zero = new byte[65];
    zero[0] = 4;
    byte[] compressed = Arrays.copyOf(RECEIVER, 33);
    compressed[0] = 2;
    for (byte[] point : new byte[][] {off, beyond, zero, compressed, new byte[0]}) {
      assertThrows(IllegalArgumentException.class, () -> SealingKey.of(point));
    }
    assertThrows(IllegalArgumentException.class, () -> Curve.privateKey(BigInteger.ZERO));
  }

  @Test
  void aSecretWithAnothersPointIsNotWhole() {
    BigInteger secret = new BigInteger(RECEIVER_SECRET, 16);
    assertTrue(OpeningKey.of(secret, RECEIVER).isWhole());
    assertFalse(OpeningKey.of(secret, SENDER).isWhole());
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
