package godwit.bridge.venue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.Detection;
import godwit.bridge.detection.Sample;
import godwit.bridge.detection.TimeQuality;
import godwit.codec.air.AirSystem;
import godwit.codec.air.TracingSystem;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.StructuralCheck;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Records of contact events, judged by the codec as an authority judges them.
class EventRecordsTest {
  private static final UUID ID = new UUID(0x0123456789ABCDEFL, 0x0FEDCBA987654321L);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final EventRecords records = new EventRecords(Venue.NORWAY, 10);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "GAEN,        128, 20, ''",
    "ROBERT,      136, 16, ''",
    "DP3T,        152, 16, ''",
    "HERALD,      -1,  0,  10033a0004c7594709579efa450c0cedb59b6aad44",
    "HERALD,      -1,  0,  30033a00040001e240",
    "BLUETRACE,   144, 0,  0006000451554a44",
    "SMITTESTOPP, -1,  0,  08024200006162636465"
  })
  void everySystemsRecordIsSound(AirSystem system, int type, int size, String hex) {
    byte[] body = size > 0 ? Adverts.body(5, size) : Adverts.hex(hex);
    OptionalInt payloadType = type < 0 ? OptionalInt.empty() : OptionalInt.of(type);
    Detection detection = Detection.of(system, TracingSystem.GAEN.service(), payloadType, body);
    byte[] record = records.record(event(detection, 3), ID, 7, List.of("hall", "bar"), 100);
    ByteBuffer bytes = ByteBuffer.wrap(record).position(8);
    int length = bytes.getShort();
    byte[] payload = new byte[length];
    bytes.get(payload);
    assertTrue(StructuralCheck.isSound(payload[0] & 0xFF, payload, 5, length - 5));
    assertEquals(
        DiagnosticCode.NONE,
        StructuralCheck.firstSectionFault(record, 10 + length, record.length - 10 - length));
    EventText text = EventText.of(record);
    assertEquals("0123456789abcdef0fedcba987654321", text.id());
    assertEquals(7, text.revision());
    assertEquals(List.of("hall", "bar"), text.areas());
  }

  @Test
  void aSeriesLongerThanASectionTakesSeveral() {
    byte[] record = records.record(event(Adverts.gaenDetection(1), 91), ID, 0, List.of("hall"), 87);
    EventText text = EventText.of(record);
    assertEquals(91, text.readings().size());
    assertEquals("900/-60", text.readings().getLast());
    assertEquals(87, text.listened());
  }

  @Test
  void aLengthThatIsGivenStaysWithinTheDay() {
    Instant last = Instant.parse("2026-11-20T23:59:58Z");
    ContactEvent lone = new ContactEvent(
        Adverts.gaenDetection(1),
        last,
        last,
        List.of(new Sample(0, -60)),
        1,
        -60,
        -60,
        TimeQuality.ARRIVAL,
        List.of(0));
    EventText text = EventText.of(records.record(lone, ID, 0, List.of(""), 100));
    assertEquals(Instant.parse("2026-11-20T23:59:59Z"), text.end());
    assertTrue(text.lengthGiven());
    assertEquals(List.of(), text.areas());
    assertEquals(TimeQuality.ARRIVAL.code(), text.quality());
  }

  private static ContactEvent event(Detection detection, int bins) {
    List<Sample> samples = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) samples.add(new Sample(10 * bin, -60));
    return new ContactEvent(
        detection,
        NOON,
        NOON.plusSeconds(10L * (bins - 1)),
        samples,
        bins,
        -60,
        -60,
        TimeQuality.RECEIVER,
        List.of(0, 1));
  }
}
