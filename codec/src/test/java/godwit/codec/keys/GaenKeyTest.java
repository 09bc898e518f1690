package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GaenKeyTest {
  private static final int START = 2_642_976;
  private static final GaenMetadata METADATA =
      new GaenMetadata(Bytes.copyOf(HexFormat.of().parseHex("68f40000")));

  private final Random random = new Random(670);
  private final GaenKey key = new GaenKey(Heard.secret(random, 16), START, 144);

  @Test
  void matchesWhatItsOwnerSentAndOpensItsMetadata() {
    EphemeralIds ids = key.rollingIds();
    for (int index = 0; index < ids.count(); index += 11) {
      Bytes id = ids.id(index);
      byte[] body = Arrays.copyOf(id.toArray(), 20);
      System.arraycopy(key.encryptMetadata(id, METADATA).toArray(), 0, body, 16, 4);
      assertEquals(
          Optional.of(new GaenMatch(START + index, Optional.of(METADATA))),
          key.match(Heard.payload(Payload.Gaen.class, 0x80, body)));
      assertEquals(
          Optional.of(new GaenMatch(START + index, Optional.empty())),
          key.match(Heard.payload(Payload.Gaen.class, 0x80, id.toArray())));
    }
  }

  @Test
  void doesNotMatchChangedIdsOtherKeysAndOtherDays() {
    Bytes id = key.rollingIds().id(100);
    for (int bit = 0; bit < Heard.bits(id); bit++) {
      assertTrue(key.rollingIds().indexOf(Heard.flipped(id, bit)).isEmpty(), "bit=" + bit);
    }
    Payload.Gaen heard = Heard.payload(Payload.Gaen.class, 0x80, id.toArray());
    assertEquals(Optional.empty(), new GaenKey(Heard.secret(random, 16), START, 144).match(heard));
    assertEquals(Optional.empty(), new GaenKey(key.key(), START + 144, 144).match(heard));
    assertEquals(Optional.empty(), new GaenKey(key.key(), START, 100).match(heard));
    assertTrue(new GaenKey(key.key(), START, 101).match(heard).isPresent());
  }

  @Test
  void oneMakerServesManyKeysOfAnyLength() {
    GaenIds maker = new GaenIds();
    for (int round = 0; round < 300; round++) {
      int intervals = 1 + random.nextInt(144);
      GaenKey next = new GaenKey(Heard.secret(random, 16), random.nextInt(1 << 30), intervals);
      EphemeralIds ids = maker.of(next);
      assertEquals(intervals, ids.count());
      for (int index : new int[] {0, intervals / 2, intervals - 1}) {
        GaenKey alone = new GaenKey(next.key(), next.startInterval() + index, 1);
        assertEquals(alone.rollingIds().id(0), ids.id(index));
      }
    }
  }

  @Test
  void metadataComesBackAndAChangedBitGoesUnnoticed() {
    for (int round = 0; round < 300; round++) {
      Bytes id = Heard.random(random, 16);
      GaenMetadata metadata = new GaenMetadata(Heard.random(random, 4));
      Bytes encrypted = key.encryptMetadata(id, metadata);
      assertEquals(metadata, key.openMetadata(id, encrypted));
      int bit = random.nextInt(32);
      assertEquals(
          new GaenMetadata(Heard.flipped(metadata.bytes(), bit)),
          key.openMetadata(id, Heard.flipped(encrypted, bit)));
    }
  }

  @Test
  void anotherKeyOrIdOpensMetadataIntoSomethingElse() {
    Bytes id = key.rollingIds().id(0);
    Bytes encrypted = key.encryptMetadata(id, METADATA);
    GaenKey other = new GaenKey(Heard.secret(random, 16), START, 144);
    assertNotEquals(METADATA, other.openMetadata(id, encrypted));
    assertNotEquals(METADATA, key.openMetadata(key.rollingIds().id(1), encrypted));
  }

  @Test
  void readsTheFieldsOfMetadata() {
    assertEquals(1, METADATA.majorVersion());
    assertEquals(2, METADATA.minorVersion());
    assertEquals(2, METADATA.calibrationConfidence());
    assertEquals(-12, METADATA.transmitPower());
    assertTrue(METADATA.isKnown());
    assertEquals(3, metadata("c0000000").majorVersion());
    for (String unknown : new String[] {"80000000", "41000000", "40000001", "40000100"}) {
      assertFalse(metadata(unknown).isKnown(), unknown);
    }
  }

  @Test
  void refusesWhatIsOutside() {
    Secret secret = key.key();
    assertThrows(IllegalArgumentException.class, () -> new GaenKey(secret, START, 0));
    assertThrows(IllegalArgumentException.class, () -> new GaenKey(secret, START, 145));
    assertThrows(IllegalArgumentException.class, () -> new GaenKey(secret, -1, 144));
    int last = Integer.MAX_VALUE - 144;
    assertEquals(144, new GaenKey(secret, last, 144).rollingIds().count());
    assertThrows(IllegalArgumentException.class, () -> new GaenKey(secret, last + 1, 144));
    Bytes id = key.rollingIds().id(0);
    Bytes five = Bytes.copyOf(new byte[5]);
    assertThrows(IllegalArgumentException.class, () -> key.openMetadata(id, five));
    assertThrows(IllegalArgumentException.class, () -> key.openMetadata(five, METADATA.bytes()));
    assertThrows(IllegalArgumentException.class, () -> new GaenMetadata(five));
  }

  @Test
  void intervalsAreTenMinutes() {
    assertEquals(0, GaenInterval.at(Instant.EPOCH));
    assertEquals(0, GaenInterval.at(Instant.ofEpochSecond(599, 999_999_999)));
    assertEquals(1, GaenInterval.at(Instant.ofEpochSecond(600)));
    assertEquals(START, GaenInterval.at(Instant.parse("2020-04-02T00:00:00Z")));
    assertEquals(Instant.parse("2020-04-02T00:00:00Z"), GaenInterval.start(START));
    Instant beyond = GaenInterval.start(Integer.MAX_VALUE).plusSeconds(600);
    assertEquals(Integer.MAX_VALUE, GaenInterval.at(beyond.minusSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> GaenInterval.at(beyond));
    Instant early = Instant.ofEpochSecond(-1);
    assertThrows(IllegalArgumentException.class, () -> GaenInterval.at(early));
  }

  @Test
  void anIdIsPlausibleForTwoHoursAround() {
    Instant start = GaenInterval.start(START);
    assertFalse(GaenInterval.isPlausible(START, start.minusSeconds(7_201)));
    assertTrue(GaenInterval.isPlausible(START, start.minusSeconds(7_200)));
    assertTrue(GaenInterval.isPlausible(START, start));
    assertTrue(GaenInterval.isPlausible(START, start.plusSeconds(7_799)));
    assertFalse(GaenInterval.isPlausible(START, start.plusSeconds(7_800)));
  }

  private static GaenMetadata metadata(String hex) {
    return new GaenMetadata(Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }
}
