package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.BigEndian;
import godwit.codec.NeighbouringVectors;
import godwit.codec.payload.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is published of each family's keys comes of them here, too.
class KeyVectorTest {
  private static final long NTP_OF_UNIX_START = 2_208_988_800L;

  @ParameterizedTest(name = "{0}")
  @MethodSource("godwit.codec.keys.KeyVector#all")
  void holds(KeyVector vector) {
    check(vector);
  }

  @Test
  void thoseNextToTheCheckoutHold() throws IOException {
    List<JsonNode> crypto = new ArrayList<>();
    for (JsonNode vector : NeighbouringVectors.read()) {
      if (vector.get("kind").asText().equals("crypto")) crypto.add(vector);
    }
    assertFalse(crypto.isEmpty());
    KeyVector.of(crypto, "decoded").forEach(KeyVectorTest::check);
  }

  private static void check(KeyVector vector) {
    switch (vector.family()) {
      case "herald-simple" -> {
        if (vector.has("cases")) checkPeriods(vector);
        else checkSimple(vector);
      }
      case "gaen" -> checkGaen(vector);
      case "robert" -> checkRobert(vector);
      case "bluetrace" -> checkBlueTrace(vector);
      case "dp3t" -> checkDp3t(vector);
      default -> fail("nothing checks " + vector.family());
    }
  }

  private static void checkPeriods(KeyVector vector) {
    assertFalse(vector.fields().get("cases").isEmpty());
    for (JsonNode moment : vector.fields().get("cases")) {
      SimplePeriod expected =
          new SimplePeriod(moment.get(1).asInt(), moment.get(2).asInt());
      Instant time = Instant.parse(moment.get(0).asText());
      assertEquals(Optional.of(expected), SimplePeriod.at(time), vector.name());
    }
  }

  private static void checkSimple(KeyVector vector) {
    int day = vector.number("day");
    int period = vector.number("period");
    SimpleSeed seed = SimpleSeed.last(vector.patterned("secret")).at(day);
    assertEquals(vector.key("matchingKeySeed"), seed.seed(), vector.name());
    SimpleMatchingKey matching = seed.matchingKey();
    assertEquals(vector.key("matchingKey"), matching.key(), vector.name());
    assertEquals(vector.key("contactKeySeed"), matching.contactSeed(period), vector.name());
    assertEquals(vector.key("contactKey"), matching.contactKey(period), vector.name());
    assertEquals(vector.onAir(), vector.bytes("contactIdentifier"), vector.name());
    Optional<SimplePeriod> found = matching.match(vector.onAir());
    if (period == SimplePeriod.PERIODS) {
      assertEquals(Optional.empty(), found, "derived, but never sent");
    } else {
      assertEquals(vector.onAir(), matching.contactIds().id(period), vector.name());
      assertEquals(Optional.of(new SimplePeriod(day, period)), found, vector.name());
    }
  }

  private static void checkGaen(KeyVector vector) {
    GaenKey key = new GaenKey(
        vector.key("tek"), vector.number("rollingStartIntervalNumber"), GaenKey.MAX_INTERVALS);
    assertEquals(vector.key("rpik"), key.idKey(Primitives.hkdf()), vector.name());
    assertEquals(vector.key("aemk"), key.metadataKey(Primitives.hkdf()), vector.name());
    int index = vector.number("intervalNumber") - key.startInterval();
    Bytes rollingId = vector.bytes("rpi");
    assertEquals(rollingId, key.rollingIds().id(index), vector.name());
    GaenMetadata metadata = new GaenMetadata(vector.bytes("metadata"));
    assertEquals(vector.bytes("aem"), key.encryptMetadata(rollingId, metadata), vector.name());
    assertEquals(metadata, key.openMetadata(rollingId, vector.bytes("aem")), vector.name());
    assertTrue(metadata.isKnown());
    assertEquals(8, metadata.transmitPower());
    assertEquals(vector.hex(), rollingId.hex() + vector.text("aem"), vector.name());
  }

  private static void checkRobert(KeyVector vector) {
    if (vector.has("plaintext")) {
      checkSkinny(vector);
      return;
    }
    RobertHello hello = RobertHello.of(vector.onAir());
    RobertHello expected = new RobertHello(
        vector.bytes("ecc"), vector.bytes("ebid"), vector.number("time"), vector.bytes("mac"));
    assertEquals(expected, hello, vector.name());
    assertEquals(vector.onAir(), hello.bytes(), vector.name());
    if (vector.has("ntpSeconds")) {
      long seconds = vector.fields().get("ntpSeconds").asLong();
      Instant time = Instant.ofEpochSecond(seconds - NTP_OF_UNIX_START);
      assertEquals(seconds, RobertTime.ntpSeconds(time), vector.name());
      assertEquals(hello.time(), RobertTime.low16(time), vector.name());
    }
    if (vector.has("kAuth")) checkMac(vector, hello);
    if (vector.has("kG")) {
      RobertCountry country = new RobertCountry(vector.key("kG"));
      assertEquals(vector.number("countryCode"), country.decrypt(hello), vector.name());
      assertEquals(
          hello.encryptedCountry(),
          country.encrypt(vector.number("countryCode"), hello.ephemeralId()),
          vector.name());
    }
    if (vector.has("kS")) {
      RobertServerKey server = new RobertServerKey(vector.key("kS"));
      RobertIdentity identity = new RobertIdentity(vector.number("epochId"), vector.bytes("idA"));
      assertEquals(identity, server.open(hello.ephemeralId()), vector.name());
      assertEquals(hello.ephemeralId(), server.ephemeralId(identity), vector.name());
    }
  }

  private static void checkMac(KeyVector vector, RobertHello hello) {
    RobertMacKey key = new RobertMacKey(vector.key("kAuth"));
    Bytes mac = key.mac(hello.encryptedCountry(), hello.ephemeralId(), hello.time());
    assertEquals(vector.valid(), key.verifies(hello), vector.name());
    assertEquals(vector.bytes(vector.valid() ? "mac" : "expectedMac"), mac, vector.name());
  }

  private static void checkSkinny(KeyVector vector) {
    Skinny64 cipher = new Skinny64(vector.key("key"));
    long plain = BigEndian.int64(vector.bytes("plaintext").toArray(), 0);
    long encrypted = BigEndian.int64(vector.bytes("ciphertext").toArray(), 0);
    assertNotEquals(plain, encrypted);
    assertEquals(encrypted, cipher.encrypt(plain), vector.name());
    assertEquals(plain, cipher.decrypt(encrypted), vector.name());
  }

  private static void checkBlueTrace(KeyVector vector) {
    BlueTraceKey key = new BlueTraceKey(vector.key("key"));
    Optional<BlueTraceId> opened = key.open(vector.onAir());
    assertEquals(vector.valid(), opened.isPresent(), vector.name());
    if (!vector.valid()) return;
    BlueTraceId expected =
        new BlueTraceId(vector.bytes("uid"), vector.number("start"), vector.number("expiry"));
    assertEquals(Optional.of(expected), opened, vector.name());
    assertEquals(vector.onAir(), key.seal(expected, vector.bytes("iv")), vector.name());
  }

  private static void checkDp3t(KeyVector vector) {
    if (vector.has("seed")) {
      assertEquals(vector.onAir(), new Dp3tSeed(vector.key("seed")).ephemeralId(), vector.name());
      return;
    }
    EphemeralIds ids = new Dp3tDayKey(vector.key("skDay")).ephemeralIds();
    assertEquals(96, ids.count());
    assertEquals(vector.bytes("ephId0"), ids.id(0), vector.name());
    assertEquals(vector.onAir(), ids.id(vector.number("index")), vector.name());
    assertEquals(OptionalInt.of(vector.number("index")), ids.indexOf(vector.onAir()));
  }
}
