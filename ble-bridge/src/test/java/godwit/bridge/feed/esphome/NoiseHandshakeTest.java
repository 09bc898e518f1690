package godwit.bridge.feed.esphome;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Both sides of a handshake against published values: inputs and messages of the Noise test
/// vectors
/// (prologue "John Galt") for this pattern.
class NoiseHandshakeTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] PROLOGUE = HEX.parseHex("4a6f686e2047616c74");
  private static final byte[] SHARED =
      HEX.parseHex("54686973206973206d7920417573747269616e20706572737065637469766521");
  private static final byte[] FIRST_SECRET =
      HEX.parseHex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a");
  private static final byte[] SECOND_SECRET =
      HEX.parseHex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b");

  @Test
  void saysWhatThePublishedMessagesSay() throws IOException {
    NoiseHandshake first = new NoiseHandshake(PROLOGUE, SHARED, FIRST_SECRET);
    NoiseHandshake second = new NoiseHandshake(PROLOGUE, SHARED, SECOND_SECRET);
    byte[] one = first.writeFirst(HEX.parseHex("4c756477696720766f6e204d69736573"));
    assertEquals(
        "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
            + "79b962b8aff8485742ac32f905ba45369e2465fb59e138a93d67a0d1266b6a54",
        HEX.formatHex(one));
    assertEquals("4c756477696720766f6e204d69736573", HEX.formatHex(second.readFirst(one)));
    byte[] two = second.writeSecond(one, HEX.parseHex("4d757272617920526f746862617264"));
    assertEquals(
        "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
            + "d6062704d5a9c422a8e834423f8c1feada7e8d0d910a1a2cd030fb584221e3",
        HEX.formatHex(two));
    assertEquals("4d757272617920526f746862617264", HEX.formatHex(first.readSecond(two)));
    NoiseHandshake.Ciphers ours = first.ciphers();
    NoiseHandshake.Ciphers theirs = second.ciphers();
    byte[] none = {};
    byte[] three = ours.fromFirst().encrypt(none, HEX.parseHex("462e20412e20486179656b"));
    assertEquals("e632c3763d7669067383433197a3baddf146e9e70ad4b4e9e59e0f", HEX.formatHex(three));
    assertEquals("462e20412e20486179656b", HEX.formatHex(theirs.fromFirst().decrypt(none, three)));
    byte[] four = theirs.fromSecond().encrypt(none, HEX.parseHex("4361726c204d656e676572"));
    assertEquals("64c6bee32ea91c8474bb4c21d7a700109ad45af77b29764ba5eb1e", HEX.formatHex(four));
  }

  @Test
  void refusesAnotherKeyAnotherOrderAndWhatIsCut() throws IOException {
    byte[] another = SHARED.clone();
    another[0] ^= 1;
    NoiseHandshake first = new NoiseHandshake(PROLOGUE, SHARED, FIRST_SECRET);
    byte[] one = first.writeFirst(new byte[0]);
    NoiseHandshake stranger = new NoiseHandshake(PROLOGUE, another, SECOND_SECRET);
    assertThrows(IOException.class, () -> stranger.readFirst(one));
    NoiseHandshake elsewhere = new NoiseHandshake(new byte[0], SHARED, SECOND_SECRET);
    assertThrows(IOException.class, () -> elsewhere.readFirst(one));
    NoiseHandshake second = new NoiseHandshake(PROLOGUE, SHARED, SECOND_SECRET);
    assertThrows(IOException.class, () -> second.readFirst(new byte[47]));
    assertArrayEquals(new byte[0], second.readFirst(one));
    first.readSecond(second.writeSecond(one, new byte[0]));
    NoiseCipher sent = first.ciphers().fromFirst();
    NoiseCipher received = second.ciphers().fromFirst();
    byte[] none = {};
    sent.encrypt(none, new byte[1]);
    byte[] later = sent.encrypt(none, new byte[1]);
    assertThrows(IOException.class, () -> received.decrypt(none, later));
  }

  @Test
  void refusesAKeyOfSmallOrder() throws IOException {
    NoiseHandshake first = new NoiseHandshake(PROLOGUE, SHARED, FIRST_SECRET);
    first.writeFirst(new byte[0]);
    assertThrows(IOException.class, () -> first.readSecond(new byte[48]));
  }
}
