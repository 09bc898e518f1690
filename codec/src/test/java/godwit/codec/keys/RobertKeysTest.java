package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RobertKeysTest {
  private static final Instant SERVICE_START = Instant.parse("2020-06-01T00:00:00Z");
  private static final Instant HEARD = Instant.parse("2020-11-21T09:30:00Z");

  private final Random random = new Random(680);
  private final RobertCountry federation = new RobertCountry(Heard.secret(random, 32));
  private final RobertServerKey server = new RobertServerKey(Heard.secret(random, 24));
  private final RobertMacKey phone = new RobertMacKey(Heard.secret(random, 32));

  @Test
  void whatAPhoneSaysComesBackWhole() {
    for (int round = 0; round < 300; round++) {
      int country = random.nextInt(256);
      RobertIdentity identity =
          new RobertIdentity(random.nextInt(RobertIdentity.MAX_EPOCH + 1), Heard.random(random, 5));
      RobertHello hello = hello(country, identity, random.nextInt(1 << 16));
      Payload.Robert heard =
          Heard.payload(Payload.Robert.class, 0x88, hello.bytes().toArray());
      assertEquals(hello, RobertHello.of(heard));
      assertEquals(hello, RobertHello.of(hello.bytes()));
      assertEquals(country, federation.decrypt(hello));
      assertEquals(identity, server.open(hello.ephemeralId()));
      assertTrue(phone.verifies(hello));
    }
  }

  @Test
  void aMacHoldsForNoOtherBitAndNoOtherKey() {
    RobertHello hello = hello(33, new RobertIdentity(2000, Heard.random(random, 5)), 4711);
    for (int bit = 0; bit < 8 * RobertHello.BYTES; bit++) {
      RobertHello changed = RobertHello.of(Heard.flipped(hello.bytes(), bit));
      assertFalse(phone.verifies(changed), "bit=" + bit);
    }
    assertFalse(new RobertMacKey(Heard.secret(random, 32)).verifies(hello));
  }

  @Test
  void anotherServersKeyOpensIntoSomethingElse() {
    RobertIdentity identity = new RobertIdentity(2000, Heard.random(random, 5));
    Bytes ephemeralId = server.ephemeralId(identity);
    assertNotEquals(identity, new RobertServerKey(Heard.secret(random, 24)).open(ephemeralId));
    for (int bit = 0; bit < Heard.bits(ephemeralId); bit++) {
      assertNotEquals(identity, server.open(Heard.flipped(ephemeralId, bit)), "bit=" + bit);
    }
  }

  /// So nobody may take the country for proof of anything.
  @Test
  void anotherFederationsKeyGivesSomeCountryAndTheExpectedOneNowAndThen() {
    RobertCountry other = new RobertCountry(Heard.secret(random, 32));
    int same = 0;
    for (int round = 0; round < 10_000; round++) {
      Bytes id = Heard.random(random, 8);
      RobertHello hello = new RobertHello(
          federation.encrypt(33, id), id, 0, phone.mac(federation.encrypt(33, id), id, 0));
      if (other.decrypt(hello) == 33) same++;
    }
    assertEquals(39, same, 30);
  }

  @Test
  void countriesAreReadWhereTheyLie() {
    for (int country = 0; country < 256; country++) {
      Bytes id = Heard.random(random, 8);
      byte[] bytes = new byte[40];
      int offset = random.nextInt(24);
      bytes[offset] = federation.encrypt(country, id).toArray()[0];
      System.arraycopy(id.toArray(), 0, bytes, offset + 1, 8);
      assertEquals(country, federation.decrypt(bytes, offset));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 18, 32})
  void aHelloHasSixteenBytes(int length) {
    Bytes bytes = Bytes.copyOf(new byte[length]);
    var refused = assertThrows(DecodeException.class, () -> RobertHello.of(bytes));
    assertEquals(Fault.BAD_LENGTH, refused.fault());
  }

  @Test
  void refusesFieldsOutside() {
    Bytes one = Bytes.copyOf(new byte[1]);
    Bytes five = Bytes.copyOf(new byte[5]);
    Bytes eight = Bytes.copyOf(new byte[8]);
    refuses(() -> new RobertHello(five, eight, 0, five));
    refuses(() -> new RobertHello(one, five, 0, five));
    refuses(() -> new RobertHello(one, eight, 0, eight));
    refuses(() -> new RobertHello(one, eight, -1, five));
    refuses(() -> new RobertHello(one, eight, 1 << 16, five));
    refuses(() -> new RobertIdentity(-1, five));
    refuses(() -> new RobertIdentity(1 << 24, five));
    refuses(() -> new RobertIdentity(0, eight));
    refuses(() -> server.open(five));
    refuses(() -> federation.encrypt(256, eight));
    refuses(() -> federation.encrypt(-1, eight));
    refuses(() -> federation.encrypt(33, five));
  }

  @Test
  void timesAreComparedOnTheirCircle() {
    int time = RobertTime.low16(HEARD);
    for (int seconds : new int[] {0, 1, 179, 180}) {
      assertTrue(RobertTime.isNear(time, HEARD.plusSeconds(seconds), 180));
      assertTrue(RobertTime.isNear(time, HEARD.minusSeconds(seconds), 180));
    }
    assertFalse(RobertTime.isNear(time, HEARD.plusSeconds(181), 180));
    assertFalse(RobertTime.isNear(time, HEARD.minusSeconds(181), 180));
    assertFalse(RobertTime.isNear(time, HEARD.plusSeconds(32_768), 32_767));
    assertTrue(RobertTime.isNear(time, HEARD.plusSeconds(65_536), 0));
    Instant wrap = HEARD.plusSeconds(65_536 - time);
    assertEquals(0, RobertTime.low16(wrap));
    assertTrue(RobertTime.isNear(65_535, wrap, 1));
    assertTrue(RobertTime.isNear(0, wrap.minusSeconds(1), 1));
    refuses(() -> RobertTime.isNear(0, HEARD, 32_768));
    refuses(() -> RobertTime.isNear(0, HEARD, -1));
  }

  @Test
  void epochsAreQuartersOfAnHourSinceTheServiceBegan() {
    assertEquals(0, RobertTime.epoch(SERVICE_START, SERVICE_START));
    assertEquals(0, RobertTime.epoch(SERVICE_START, SERVICE_START.plusSeconds(899)));
    assertEquals(1, RobertTime.epoch(SERVICE_START, SERVICE_START.plusSeconds(900)));
    assertEquals(-1, RobertTime.epoch(SERVICE_START, SERVICE_START.minusSeconds(1)));
    RobertIdentity identity = new RobertIdentity(2000, Heard.random(random, 5));
    Instant start = SERVICE_START.plusSeconds(2000 * 900L);
    assertFalse(RobertTime.isNear(identity, SERVICE_START, start.minusSeconds(901)));
    assertTrue(RobertTime.isNear(identity, SERVICE_START, start.minusSeconds(900)));
    assertTrue(RobertTime.isNear(identity, SERVICE_START, start.plusSeconds(1_799)));
    assertFalse(RobertTime.isNear(identity, SERVICE_START, start.plusSeconds(1_800)));
  }

  private RobertHello hello(int country, RobertIdentity identity, int time) {
    Bytes ephemeralId = server.ephemeralId(identity);
    Bytes encryptedCountry = federation.encrypt(country, ephemeralId);
    return new RobertHello(
        encryptedCountry, ephemeralId, time, phone.mac(encryptedCountry, ephemeralId, time));
  }

  private static void refuses(Runnable use) {
    assertThrows(IllegalArgumentException.class, use::run);
  }
}
