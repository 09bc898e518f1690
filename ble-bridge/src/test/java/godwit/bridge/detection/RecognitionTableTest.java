package godwit.bridge.detection;

import static godwit.bridge.detection.Adverts.body;
import static godwit.bridge.detection.Adverts.concat;
import static godwit.bridge.detection.Adverts.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.air.AdStructures;
import godwit.codec.air.TracingSystem;
import godwit.codec.payload.RoutingCode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecognitionTableTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);

  @Test
  void recognisesBothFormsOfGaenAsOneIdentifier() {
    byte[] rpiAndAem = body(1, 20);
    Detection iphone = recognise(Adverts.gaenWithFlags(rpiAndAem)).orElseThrow();
    Detection android = recognise(Adverts.gaen(rpiAndAem)).orElseThrow();
    assertEquals(TracingSystem.GAEN, iphone.system());
    assertEquals(iphone.identifier(), android.identifier());
    assertArrayEquals(Arrays.copyOf(rpiAndAem, 16), iphone.identifier().bytes());
  }

  @Test
  void putsTheExposureHeaderBeforeAllThatGaenSaid() {
    byte[] rpiAndAem = body(2, 20);
    byte[] payload = recognise(Adverts.gaen(rpiAndAem)).orElseThrow().payload(NORWAY);
    assertArrayEquals(concat(hex("8002420000"), rpiAndAem), payload);
  }

  @Test
  void stripsWhatFollowsARobertHello() {
    for (int size = 18; size <= 20; size++) {
      byte[] sent = body(3, size);
      Detection robert = recognise(Adverts.robert(sent)).orElseThrow();
      assertEquals(TracingSystem.ROBERT, robert.system());
      assertArrayEquals(
          concat(hex("8800fa0007"), Arrays.copyOf(sent, 16)),
          robert.payload(RoutingCode.nation(250, 7)));
    }
  }

  @Test
  void refusesServiceDataOfAnotherLength() {
    for (int size : List.of(0, 1, 16, 19, 21)) {
      assertEquals(Optional.empty(), recognise(Adverts.gaen(body(4, size))), "gaen " + size);
    }
    for (int size : List.of(0, 16, 17, 21)) {
      assertEquals(Optional.empty(), recognise(Adverts.robert(body(4, size))), "robert " + size);
    }
  }

  @Test
  void refusesAServiceThatIsOnlyListed() {
    assertEquals(Optional.empty(), recognise(hex("02011a03036ffd")));
  }

  @Test
  void passesOverServiceDataOfTheWrongLengthBeforeTheRightOne() {
    byte[] advert =
        concat(Adverts.serviceData("6ffd", body(5, 3)), Adverts.serviceData("6ffd", body(6, 20)));
    assertArrayEquals(
        Arrays.copyOf(body(6, 20), 16),
        recognise(advert).orElseThrow().identifier().bytes());
  }

  @Test
  void tellsSystemsApartThatSendTheSameBytes() {
    byte[] sent = body(7, 20);
    assertNotEquals(
        recognise(Adverts.gaen(sent)).orElseThrow().identifier(),
        recognise(Adverts.robert(sent)).orElseThrow().identifier());
  }

  @Test
  void takesTheFirstSystemOfTheTable() {
    byte[] both =
        concat(Adverts.serviceData("64fd", body(8, 20)), Adverts.serviceData("6ffd", body(9, 20)));
    assertEquals(TracingSystem.GAEN, recognise(both).orElseThrow().system());
    RecognitionTable robertFirst =
        new RecognitionTable(List.of(TracingSystem.ROBERT, TracingSystem.GAEN));
    assertEquals(
        TracingSystem.ROBERT,
        robertFirst.recognise(AdStructures.parse(both)).orElseThrow().system());
  }

  @Test
  void refusesACustomAuthorityForSuchPayloads() {
    Detection detection = recognise(Adverts.gaen(body(10, 20))).orElseThrow();
    assertThrows(
        IllegalArgumentException.class, () -> detection.payload(RoutingCode.custom(0xC0FFEE01)));
  }

  @Test
  void showsNoByteOfAnIdentifierAsText() {
    byte[] sent = body(11, 20);
    Detection detection = recognise(Adverts.gaen(sent)).orElseThrow();
    Sighting sighting = new Sighting(java.time.Instant.EPOCH, -60, detection);
    String hex = HexFormat.of().formatHex(sent, 0, 4);
    for (Object value : List.of(detection, detection.identifier(), sighting)) {
      assertFalse(value.toString().contains(hex), value.toString());
      assertFalse(
          value.toString().contains(Long.toString(detection.identifier().high())),
          value.toString());
    }
  }

  private static Optional<Detection> recognise(byte[] advert) {
    return RecognitionTable.ALL.recognise(AdStructures.parse(advert));
  }
}
