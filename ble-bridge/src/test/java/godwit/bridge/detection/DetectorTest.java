package godwit.bridge.detection;

import static godwit.bridge.detection.Adverts.body;
import static godwit.bridge.detection.Adverts.concat;
import static godwit.bridge.detection.Adverts.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.air.AdStructures;
import godwit.codec.air.AirSystem;
import godwit.codec.air.Recogniser;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.ContactSection.Origin;
import godwit.codec.payload.RoutingCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DetectorTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final Receiver HALL = new Receiver("hall-1", "hall");
  private static final UUID HERALD_PAYLOAD =
      UUID.fromString("3e98c0f8-8f05-4829-a121-43e38f8933e7");
  private static final UUID BLUETRACE_V2 = UUID.fromString("117bdd58-57ce-4e7a-8e87-7cccdda2a804");
  private static final byte[] HERALD = hex("0303f6fc");
  private static final byte[] SIMPLE = hex("10033a0004c7594709579efa450c0cedb59b6aad44");

  private final List<Sighting> sightings = new ArrayList<>();
  private final Detector detector = new Detector(Recogniser.STANDARD, sightings::add);

  @Test
  void recognisesBothFormsOfGaenAsOneIdentifier() {
    byte[] rpiAndAem = body(1, 20);
    Detection iphone = detect(Adverts.gaenWithFlags(rpiAndAem)).orElseThrow();
    Detection android = detect(Adverts.gaen(rpiAndAem)).orElseThrow();
    assertEquals(AirSystem.GAEN, iphone.system());
    assertEquals(iphone.identifier(), android.identifier());
    assertArrayEquals(Arrays.copyOf(rpiAndAem, 16), iphone.identifier().bytes());
  }

  @Test
  void putsTheExposureHeaderBeforeAllThatGaenSaid() {
    byte[] rpiAndAem = body(2, 20);
    Detection detection = detect(Adverts.gaen(rpiAndAem)).orElseThrow();
    assertArrayEquals(concat(hex("8002420000"), rpiAndAem), detection.payload(NORWAY));
    assertEquals(Origin.PREPENDED, detection.origin());
  }

  @Test
  void stripsWhatFollowsARobertHello() {
    for (int size = 18; size <= 20; size++) {
      byte[] sent = body(3, size);
      Detection robert = detect(Adverts.robert(sent)).orElseThrow();
      assertEquals(AirSystem.ROBERT, robert.system());
      assertArrayEquals(
          concat(hex("8800fa0007"), Arrays.copyOf(sent, 16)),
          robert.payload(RoutingCode.nation(250, 7)));
    }
  }

  @Test
  void refusesServiceDataOfAnotherLength() {
    for (int size : List.of(0, 1, 15, 17, 19, 21)) {
      assertEquals(Optional.empty(), detect(Adverts.gaen(body(4, size))), "gaen " + size);
    }
    for (int size : List.of(0, 16, 17, 21)) {
      assertEquals(Optional.empty(), detect(Adverts.robert(body(4, size))), "robert " + size);
    }
  }

  @Test
  void tellsSystemsApartThatSendTheSameBytes() {
    byte[] sent = body(7, 20);
    assertNotEquals(
        detect(Adverts.gaen(sent)).orElseThrow().identifier(),
        detect(Adverts.robert(sent)).orElseThrow().identifier());
  }

  @Test
  void refusesACustomAuthorityForSuchPayloads() {
    Detection detection = detect(Adverts.gaen(body(10, 20))).orElseThrow();
    assertThrows(
        IllegalArgumentException.class, () -> detection.payload(RoutingCode.custom(0xC0FFEE01)));
  }

  @Test
  void showsNoByteOfAnIdentifierOrAddressAsText() {
    byte[] sent = body(11, 20);
    detect(Adverts.gaen(sent));
    Detection detection = sightings.getFirst().detection();
    String hex = HexFormat.of().formatHex(sent, 0, 4);
    Report report = report(0x4A11C2D3E4F5L, 0, HERALD);
    for (Object value :
        List.of(detection, detection.identifier(), sightings.getFirst(), report.sender())) {
      assertFalse(value.toString().contains(hex), value.toString());
      assertFalse(
          value.toString().contains(Long.toString(detection.identifier().high())),
          value.toString());
      assertFalse(value.toString().toLowerCase(java.util.Locale.ROOT).contains("4a11"));
    }
  }

  @Test
  void whatWasHeardBeforeTheReadingIsJoinedWithIt() {
    detector.add(report(7, 0, HERALD));
    detector.add(report(7, 10_000, HERALD));
    detector.add(report(8, 10_000, HERALD));
    assertEquals(List.of(), sightings);
    assertTrue(detector.add(read(7, 20_000, HERALD_PAYLOAD, SIMPLE)));
    detector.add(report(7, 30_000, HERALD));
    assertEquals(
        List.of(0L, 10_000L, 20_000L, 30_000L),
        sightings.stream().map(Sighting::millis).toList());
    Detection detection = sightings.getFirst().detection();
    assertArrayEquals(SIMPLE, detection.payload(NORWAY));
    assertEquals(Origin.HEARD, detection.origin());
    assertEquals(4, detector.counts().recognised().get(AirSystem.HERALD));
  }

  @Test
  void aReadingIsForgottenAfterAQuarterOfAnHourOrWithThePseudoAddress() {
    byte[] first = hex("0303f6fc09fff105010203040506");
    byte[] second = hex("0303f6fc09fff105010203040507");
    detector.add(report(7, 0, first));
    detector.add(read(7, 0, HERALD_PAYLOAD, SIMPLE));
    detector.add(report(7, 1000, first));
    assertEquals(3, sightings.size());
    detector.add(report(7, 2000, second));
    assertEquals(3, sightings.size());
    detector.add(read(7, 3000, HERALD_PAYLOAD, SIMPLE));
    assertEquals(5, sightings.size());
    detector.add(report(7, 3000 + 15 * 60_000 + 1, second));
    assertEquals(5, sightings.size());
  }

  @Test
  void whatNobodyReadsInAMinuteExpiresAndIsCounted() {
    detector.add(report(7, 0, HERALD));
    detector.add(report(7, 61_000, HERALD));
    assertEquals(1, detector.counts().expired());
    detector.add(read(7, 100_000, HERALD_PAYLOAD, SIMPLE));
    assertEquals(2, sightings.size());
  }

  @Test
  void theSameHeraldPayloadIsOneIdentifierWhateverItsExtendedDataSay() {
    detector.add(read(7, 0, HERALD_PAYLOAD, SIMPLE));
    detector.add(read(9, 0, HERALD_PAYLOAD, concat(SIMPLE, hex("4001c4"))));
    assertEquals(
        sightings.get(0).detection().identifier(), sightings.get(1).detection().identifier());
  }

  @Test
  void aBlueTraceReadingGoesToWhomeverItNames() {
    byte[] json = "{\"id\":\"QUJD\",\"v\":2,\"o\":\"SG_MOH\",\"mp\":\"phone\"}"
        .getBytes(StandardCharsets.UTF_8);
    detector.add(read(7, 0, BLUETRACE_V2, json));
    assertEquals(
        "9002be0000" + "00060004" + "51554a44",
        HexFormat.of().formatHex(sightings.getFirst().detection().payload(NORWAY)));
    byte[] other = "{\"id\":\"QUJD\",\"v\":2,\"o\":\"XX_XXX\"}".getBytes(StandardCharsets.UTF_8);
    detector.add(read(8, 0, BLUETRACE_V2, other));
    assertEquals(
        "9002420000" + "00060004" + "51554a44",
        HexFormat.of().formatHex(sightings.get(1).detection().payload(NORWAY)));
  }

  @Test
  void aReadingOfNoSystemIsCounted() {
    assertFalse(detector.add(read(7, 0, HERALD_PAYLOAD, hex("10"))));
    assertFalse(detector.add(read(7, 0, BLUETRACE_V2, hex("7b7d"))));
    assertEquals(2, detector.counts().unreadable());
    assertEquals(List.of(), sightings);
  }

  private Optional<Detection> detect(byte[] advert) {
    int before = sightings.size();
    detector.add(report(1, 0, advert));
    return sightings.size() > before
        ? Optional.of(sightings.getLast().detection())
        : Optional.empty();
  }

  private static Report report(long address, long millis, byte[] advert) {
    return new Report(
        HALL,
        millis,
        TimeQuality.RECEIVER,
        new DeviceAddress(address),
        -60,
        new Heard.Advert(AdStructures.parse(advert)));
  }

  private static Report read(long address, long millis, UUID source, byte[] value) {
    return new Report(
        HALL,
        millis,
        TimeQuality.RECEIVER,
        new DeviceAddress(address),
        -60,
        new Heard.Payload(source, Bytes.copyOf(value)));
  }
}
