package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimpleKeysTest {
  private static final SimpleSeed LAST = SimpleSeed.last(KeyVector.patterned(2048, 0, 1));

  @Test
  void walksBackFromAnyDayToTheFirst() {
    SimpleMatchingKeys keys = LAST.matchingKeys();
    int count = 0;
    for (int day = SimplePeriod.LAST_DAY; day >= 0; day--) {
      SimpleMatchingKey key = keys.next();
      assertEquals(day, key.day());
      if (day % 97 == 0) assertEquals(LAST.at(day).matchingKey(), key);
      count++;
    }
    assertEquals(2001, count);
    assertFalse(keys.hasNext());
    assertThrows(NoSuchElementException.class, keys::next);
    assertEquals(LAST.at(5).at(3).matchingKey(), nth(LAST.at(5).matchingKeys(), 2));
  }

  @Test
  void seedsAreFollowedBackwardsAlone() {
    SimpleSeed seed = LAST.at(700);
    assertEquals(seed, seed.at(700));
    assertThrows(IllegalArgumentException.class, () -> seed.at(701));
    assertThrows(IllegalArgumentException.class, () -> seed.at(-1));
    assertThrows(IllegalArgumentException.class, () -> new SimpleSeed(2001, seed.seed()));
    assertThrows(IllegalArgumentException.class, () -> new SimpleMatchingKey(-1, seed.seed()));
  }

  @Test
  void refusesASecretShorterThanTheDraftAllows() {
    assertEquals(2000, SimpleSeed.last(KeyVector.patterned(256, 1, 0)).day());
    Secret tooShort = KeyVector.patterned(255, 1, 0);
    assertThrows(IllegalArgumentException.class, () -> SimpleSeed.last(tooShort));
  }

  @Test
  void findsThePeriodOfEachContactIdThatWasSent() {
    SimpleMatchingKey key = LAST.at(123).matchingKey();
    EphemeralIds ids = key.contactIds();
    assertEquals(240, ids.count());
    for (int period = 0; period < ids.count(); period++) {
      assertEquals(period, ids.indexOf(ids.id(period)).orElseThrow());
      Bytes derived = Bytes.copyOf(key.contactKey(period).toArray(), 0, 16);
      assertEquals(derived, ids.id(period));
    }
    byte[] body = ids.id(239).toArray();
    Payload.Simple heard = Heard.payload(Payload.Simple.class, 0x10, body);
    assertEquals(Optional.of(new SimplePeriod(123, 239)), key.match(heard));
  }

  @Test
  void refusesChangedIdsOtherDaysOtherPhonesAndZeros() {
    SimpleMatchingKey key = LAST.at(123).matchingKey();
    EphemeralIds ids = key.contactIds();
    Bytes id = ids.id(17);
    for (int bit = 0; bit < Heard.bits(id); bit++) {
      assertTrue(ids.indexOf(Heard.flipped(id, bit)).isEmpty(), "bit=" + bit);
    }
    assertEquals(Optional.empty(), LAST.at(122).matchingKey().match(id));
    SimpleSeed other = SimpleSeed.last(KeyVector.patterned(2048, 1, 1));
    assertEquals(Optional.empty(), other.at(123).matchingKey().match(id));
    assertEquals(Optional.empty(), key.match(Bytes.copyOf(new byte[16])));
    assertEquals(Optional.empty(), key.match(Bytes.copyOf(id.toArray(), 0, 15)));
    assertEquals(Optional.empty(), key.match(Bytes.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> key.contactKey(241));
    assertThrows(IllegalArgumentException.class, () -> key.contactKey(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> ids.id(240));
  }

  /// Zeros among the ids would be found, were they not left out beforehand.
  @Test
  void zerosAreNobodysEvenWhereAKeyGivesThem() {
    EphemeralIds ids = new EphemeralIds(new byte[32]);
    assertTrue(ids.indexOf(Bytes.copyOf(new byte[16])).isEmpty());
  }

  @Test
  void idsThatDifferInOneHalfAreDifferent() {
    Random random = new Random(660);
    byte[] both = Heard.random(random, 16).toArray();
    byte[] others = both.clone();
    for (int index = 8; index < 16; index++) others[index] ^= 1;
    EphemeralIds ids = new EphemeralIds(both);
    assertTrue(ids.indexOf(Bytes.copyOf(both)).isPresent());
    assertTrue(ids.indexOf(Bytes.copyOf(others)).isEmpty());
  }

  @Test
  void onlyTimesOfTheScheduleHaveAPeriod() {
    assertEquals(Optional.empty(), SimplePeriod.at(Instant.parse("2020-09-23T23:59:59.999Z")));
    assertEquals(
        Optional.of(new SimplePeriod(2000, 239)),
        SimplePeriod.at(Instant.parse("2026-03-17T23:59:59Z")));
    assertEquals(Optional.empty(), SimplePeriod.at(Instant.parse("2026-03-18T00:00:00Z")));
    assertEquals(Optional.empty(), SimplePeriod.at(Instant.MIN));
    assertEquals(Optional.empty(), SimplePeriod.at(Instant.MAX));
    Random random = new Random(661);
    for (int round = 0; round < 1_000; round++) {
      SimplePeriod period = new SimplePeriod(random.nextInt(2001), random.nextInt(240));
      assertEquals(Optional.of(period), SimplePeriod.at(period.start()));
      assertEquals(Optional.of(period), SimplePeriod.at(period.start().plusSeconds(359)));
    }
    assertThrows(IllegalArgumentException.class, () -> new SimplePeriod(0, 240));
    assertThrows(IllegalArgumentException.class, () -> new SimplePeriod(0, -1));
  }

  private static SimpleMatchingKey nth(SimpleMatchingKeys keys, int index) {
    for (int skipped = 0; skipped < index; skipped++) keys.next();
    return keys.next();
  }
}
