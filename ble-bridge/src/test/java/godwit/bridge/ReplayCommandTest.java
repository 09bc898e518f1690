package godwit.bridge;

import static godwit.bridge.detection.Adverts.body;
import static godwit.bridge.detection.Adverts.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.detection.Adverts;
import godwit.bridge.detection.EventRules;
import godwit.bridge.feed.CaptureBytes;
import godwit.bridge.feed.CaptureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final long IPHONE = 0x4A11C2D3E4F5L;
  private static final long ANDROID = 0x7B21C2D3E4F6L;
  private static final long ROBERT = 0x5C31C2D3E4F7L;
  private static final String GAEN_HEX = "02070e151e252c333a41484f565d646b" + "72798087";

  @TempDir
  private Path folder = Path.of("");

  private Path file = Path.of("");

  @BeforeEach
  void writeACapture() throws IOException {
    file = folder.resolve("hall.btsnoop");
    Files.write(file, capture().bytes());
  }

  @Test
  void printsTheDocument() {
    Run run = Run.of("replay", file.toString(), "--json", "--country", "578");
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertEquals("""
        {"file":"hall.btsnoop","counts":{"records":9,"hciEvents":8,"otherRecords":1,\
        "cutRecords":0,"untimelyRecords":0,"backwardRecords":1,\
        "recorderDrops":0,"reports":7,"partialReports":1,"abandonedAdverts":0,"adverts":5,\
        "scanResponses":1,"recognised":{"gaen":3,"robert":1,"dp3t":0},"possible":0,"unknown":1,\
        "cutAdverts":0,\
        "malformedEvents":1,"malformedAdverts":1,"identified":4,"droppedSightings":0,\
        "clockSteps":0},\
        "identifiers":2,"identifiersExact":true,"events":[\
        {"system":"gaen","identifier":"02070e151e252c333a41484f565d646b",\
        "payload":"800242000002070e151e252c333a41484f565d646b72798087",\
        "start":"2026-11-20T12:00:00Z","end":"2026-11-20T12:00:12Z","sightings":3,\
        "rssiMin":-70,"rssiMax":-61,\
        "samples":[{"offsetSeconds":0,"rssi":-62},{"offsetSeconds":10,"rssi":-70}]},\
        {"system":"robert","identifier":"03070e151f262d343b424950575e656c",\
        "payload":"880242000003070e151f262d343b424950575e656c",\
        "start":"2026-11-20T12:00:03Z","end":"2026-11-20T12:00:03Z","sightings":1,\
        "samples":[]}]}
        """, run.out());
  }

  @Test
  void leavesPayloadsOutWithoutACountry() throws IOException {
    JsonNode event = document("replay", file.toString()).path("events").path(0);
    assertTrue(event.path("payload").isMissingNode());
    assertEquals(GAEN_HEX.substring(0, 32), event.path("identifier").asText());
  }

  @Test
  void putsCountryAndStateInFrontOfThePayload() throws IOException {
    JsonNode document = document("replay", file.toString(), "--country", "250", "--state", "65535");
    assertEquals(
        "8000faffff" + GAEN_HEX, document.path("events").path(0).path("payload").asText());
  }

  @Test
  void printsTheSameBytesEachTime() {
    assertEquals(Run.of("replay", file.toString()), Run.of("replay", file.toString()));
  }

  @Test
  void printsTheSameDocumentIndentedOrNot() throws IOException {
    Run indented = Run.of("replay", file.toString());
    assertTrue(indented.out().lines().count() > 20);
    assertEquals(
        document("replay", file.toString(), "--json"), new ObjectMapper().readTree(indented.out()));
  }

  @Test
  void neverPrintsAnAddress() throws IOException {
    Path cut = folder.resolve("cut.btsnoop");
    byte[] whole = Files.readAllBytes(file);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 1));
    for (Run run : List.of(
        Run.of("replay", file.toString(), "--country", "578"), Run.of("replay", cut.toString()))) {
      for (long address : List.of(IPHONE, ANDROID, ROBERT)) {
        Addresses.assertAbsent(address, run.out() + run.err());
      }
    }
  }

  @Test
  void failsWithoutADocumentWhereTheFileIsCut() throws IOException {
    CaptureBytes capture = capture();
    byte[] whole = capture.bytes();
    for (int size = 0; size < whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      Run run = Run.of("replay", file.toString());
      if (size == 16 || capture.recordEnds().contains(size)) {
        assertEquals(0, run.status(), "size " + size);
        assertEquals("", run.err());
      } else {
        assertEquals(1, run.status(), "size " + size);
        assertEquals("", run.out());
        assertTrue(run.err().contains(size < 16 ? "not a capture" : " is cut: "), run.err());
        assertEquals(1, run.err().lines().count());
      }
    }
  }

  @Test
  void readsOrRefusesEveryOneBitChange() throws IOException {
    byte[] whole = capture().bytes();
    int refused = 0;
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        Replay.run(new ByteArrayInputStream(changed), EventRules.STANDARD, event -> {});
      } catch (CaptureException e) {
        refused++;
      }
    }
    assertTrue(refused > 8 * 16, "header bits alone make 128, refused=" + refused);
  }

  @Test
  void readsAnH4CaptureWithoutDirections() throws IOException {
    JsonNode expected = document("replay", file.toString());
    byte[] bytes = Files.readAllBytes(file);
    int record = 16;
    for (int end : capture().recordEnds()) {
      ByteBuffer.wrap(bytes).putInt(record + 8, 0);
      record = end;
    }
    Files.write(file, bytes);
    assertEquals(expected, document("replay", file.toString()));
  }

  @Test
  void countsWhatABareCaptureWithoutDirectionsHides() throws IOException {
    byte[] event = CaptureBytes.legacyEvent(3, IPHONE, -61, Adverts.gaen(body(2, 20)));
    Files.write(
        file, CaptureBytes.bare().record(NOON, 0, event).record(NOON, 3, event).bytes());
    JsonNode counts = document("replay", file.toString()).path("counts");
    assertEquals(1, counts.path("otherRecords").asInt());
    assertEquals(1, counts.path("hciEvents").asInt());
  }

  /// Each between the records of one event, which stays one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0001-06-01T00:00:00Z", "0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z", "2019-12-31T23:59:59Z", "2021-01-01T00:00:00Z",
        "2026-11-18T12:00:00Z", "2026-11-22T12:00:00Z", "2099-01-01T00:00:00Z",
        "2106-02-07T06:28:16Z", "2107-01-01T00:00:00Z", "+292276-01-01T00:00:00Z"
      })
  void aRecordWhoseTimeCannotBeIsCountedAndMakesNoEvent(String time) throws IOException {
    byte[] gaen = Adverts.gaenWithFlags(body(2, 20));
    for (int place = 0; place <= 3; place++) {
      CaptureBytes capture = CaptureBytes.h4();
      for (int record = 0; record < 4; record++) {
        Instant at = record == place ? Instant.parse(time) : NOON.plusSeconds(10L * record);
        capture.legacy(at, 3, IPHONE, -61, gaen);
      }
      Files.write(file, capture.bytes());
      JsonNode document = document("replay", file.toString());
      assertEquals(1, document.path("counts").path("untimelyRecords").asInt(), "place " + place);
      assertEquals(0, document.path("counts").path("clockSteps").asInt());
      assertEquals(0, document.path("counts").path("backwardRecords").asInt());
      assertEquals(1, document.path("events").size());
      assertEquals(3, document.path("events").path(0).path("sightings").asInt());
    }
  }

  @Test
  void aClockThatIsSetIsFollowed() throws IOException {
    byte[] gaen = Adverts.gaenWithFlags(body(2, 20));
    CaptureBytes capture = CaptureBytes.h4();
    for (long days : new long[] {-400, -400, 0, 0, 3, 3}) {
      capture.legacy(NOON.plusSeconds(86_400 * days), 3, IPHONE, -61, gaen);
    }
    Files.write(file, capture.bytes());
    JsonNode document = document("replay", file.toString());
    assertEquals(0, document.path("counts").path("untimelyRecords").asInt());
    assertEquals(3, document.path("events").size());
  }

  @Test
  void aLoneRecordIsBelieved() throws IOException {
    byte[] gaen = Adverts.gaenWithFlags(body(2, 20));
    Files.write(file, CaptureBytes.h4().legacy(NOON, 3, IPHONE, -61, gaen).bytes());
    assertEquals(1, document("replay", file.toString()).path("events").size());
  }

  @Test
  void saysWhatIsWrongAndWhatToDo() throws IOException {
    assertFails("no such file. Check the path", folder.resolve("none.btsnoop"));
    assertFails("a folder. Give a capture in it", folder);
    Files.write(file, CaptureBytes.header(1, 2002));
    assertFails("data link 2002 is not supported. Record it with", file);
    Files.writeString(file, "not a capture, but long enough to be one");
    assertFails("not a capture", file);
  }

  @Test
  void mergesTheCapturesOfSeveralReceivers() throws IOException {
    byte[] gaen = Adverts.gaenWithFlags(body(2, 20));
    Path one = folder.resolve("one.btsnoop");
    Path two = folder.resolve("two.btsnoop");
    CaptureBytes near = CaptureBytes.h4();
    CaptureBytes far = CaptureBytes.h4();
    for (int second = 0; second < 40; second++) {
      near.legacy(NOON.plusSeconds(second), 3, IPHONE, -50, gaen);
      far.legacy(NOON.plusSeconds(second).plusMillis(5), 3, IPHONE, -70, gaen);
    }
    Files.write(one, near.bytes());
    Files.write(two, far.bytes());
    JsonNode merged = document("replay", one.toString(), two.toString(), "--country", "578");
    assertEquals(1, merged.path("events").size());
    JsonNode event = merged.path("events").path(0);
    assertEquals("[\"one.btsnoop\",\"two.btsnoop\"]", event.path("receivers").toString());
    assertEquals(4, event.path("samples").size());
    for (JsonNode sample : event.path("samples"))
      assertEquals(-50, sample.path("rssi").asInt());
    JsonNode other = document("replay", two.toString(), one.toString(), "--country", "578");
    assertEquals(merged.path("events"), other.path("events"));
  }

  @Test
  void readsStandardInputAndFollowsAFile() throws IOException {
    JsonNode fromDisk = document("replay", file.toString());
    Run piped = Run.with(Files.readAllBytes(file), "replay", "-");
    assertEquals(0, piped.status(), piped.err());
    assertEquals(
        fromDisk.path("events"), new ObjectMapper().readTree(piped.out()).path("events"));
    Run followed = Run.of("replay", file.toString(), "--follow", "--idle", "1");
    assertEquals(0, followed.status(), followed.err());
    List<String> lines = followed.out().lines().toList();
    assertEquals(3, lines.size());
    assertEquals(fromDisk.path("events").path(0), new ObjectMapper().readTree(lines.getFirst()));
    assertEquals(
        fromDisk.path("counts"), new ObjectMapper().readTree(lines.getLast()).path("counts"));
    assertUsage("--follow takes one file", "replay", "-", "--follow");
  }

  @Test
  void recognisesTheDraftsOwnAdvertsWhereTheirServiceIsGiven() throws IOException {
    byte[] advert = hex("1a21dec0000000000080004000002e1d6c0d" + "30033a0004" + "0001e240");
    Files.write(file, CaptureBytes.h4().legacy(NOON, 3, IPHONE, -61, advert).bytes());
    JsonNode without = document("replay", file.toString());
    assertEquals(1, without.path("counts").path("unknown").asInt());
    JsonNode with = document(
        "replay",
        file.toString(),
        "--country",
        "578",
        "--draft-service",
        "0d6c1d2e-0000-4000-8000-00000000c0de");
    assertEquals(1, with.path("counts").path("recognised").path("draft").asInt());
    assertEquals(
        "30033a00040001e240", with.path("events").path(0).path("payload").asText());
  }

  @Test
  void refusesWrongUsage() {
    String path = file.toString();
    assertUsage("Missing required subcommand");
    assertUsage("Missing required parameter: 'FILE'", "replay");
    assertUsage("Unknown option: '--frob'", "replay", path, "--frob");
    assertUsage("--state needs --country", "replay", path, "--state", "1");
    assertUsage("from 1 to 999, not 0", "replay", path, "--country", "0");
    assertUsage("from 1 to 999, not 1000", "replay", path, "--country", "1000");
    assertUsage("not 65536", "replay", path, "--country", "1", "--state", "65536");
    assertUsage("not -1", "replay", path, "--country", "1", "--state=-1");
    assertUsage("'--country': 'France'", "replay", path, "--country", "France");
  }

  @Test
  void explainsItself() {
    for (String[] arguments : new String[][] {{"--help"}, {"replay", "--help"}}) {
      Run run = Run.of(arguments);
      assertEquals(0, run.status());
      assertTrue(run.out().contains("Usage: godwit bridge"), run.out());
      assertEquals("", run.err());
    }
  }

  /// An iPhone's, an Android phone's and a ROBERT advert; what must not count as one; a record that
  /// runs backwards; an advert in two parts.
  private static CaptureBytes capture() {
    byte[] gaen = Adverts.gaen(body(2, 20));
    byte[] ownAdvert = Adverts.concat(hex("0820201c"), gaen, new byte[3]);
    return CaptureBytes.h4()
        .command(NOON, ownAdvert)
        .legacy(NOON, 3, IPHONE, -61, Adverts.gaenWithFlags(body(2, 20)))
        .extended(NOON.plusSeconds(12), 0x12, ANDROID, 0xFF, -70, gaen)
        .extended(NOON.plusSeconds(1), 0x1A, ANDROID, 0xFF, -70, new byte[0])
        .extended(NOON.plusSeconds(3), 1 << 5, ROBERT, 1, 127, hex("020102"))
        .extended(NOON.plusSeconds(3), 0, ROBERT, 1, 127, Adverts.serviceData("64fd", body(3, 20)))
        .legacy(NOON.plusSeconds(4), 3, IPHONE, -62, Adverts.concat(gaen, hex("0316")))
        .legacy(NOON.plusSeconds(12), 0, IPHONE, -50, hex("02010605ff4c001005"))
        .event(NOON.plusSeconds(13), hex("3e03020103"));
  }

  private static JsonNode document(String... arguments) throws IOException {
    Run run = Run.of(arguments);
    assertEquals(0, run.status(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private static void assertFails(String text, Path path) {
    Run run = Run.of("replay", path.toString());
    assertEquals(1, run.status());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("godwit bridge replay: " + path + ": "), run.err());
    assertTrue(run.err().contains(text), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
  }

  private static void assertUsage(String text, String... arguments) {
    Run run = Run.of(arguments);
    assertEquals(2, run.status(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains(text), run.err());
    assertTrue(run.err().contains("Usage: godwit bridge"), run.err());
  }
}
