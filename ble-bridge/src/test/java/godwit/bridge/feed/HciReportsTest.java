package godwit.bridge.feed;

import static godwit.bridge.detection.Adverts.concat;
import static godwit.bridge.feed.CaptureBytes.extendedEvent;
import static godwit.bridge.feed.CaptureBytes.extendedReport;
import static godwit.bridge.feed.CaptureBytes.legacyEvent;
import static godwit.bridge.feed.CaptureBytes.legacyReport;
import static godwit.bridge.feed.CaptureBytes.meta;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import godwit.bridge.detection.Rssi;
import godwit.codec.air.TracingSystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HciReportsTest {
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");
  private static final long PHONE = 0x4A0102030405L;
  private static final long OTHER = 0x4A0102030406L;
  private static final byte[] ADVERT = Adverts.gaenWithFlags(Adverts.body(1, 20));
  private static final int MORE = 1 << 5;
  private static final int CUT = 2 << 5;

  private final List<AdvertisingReport> heard = new ArrayList<>();
  private final HciReports hci = new HciReports(heard::add);

  @Test
  void readsLegacyReports() {
    read(legacyEvent(3, PHONE, -61, ADVERT));
    assertEquals(1, heard.size());
    AdvertisingReport report = heard.getFirst();
    assertEquals(TIME, report.time());
    assertEquals(-61, report.rssi());
    assertFalse(report.scanResponse());
    assertFalse(report.cut());
    assertEquals(3, report.structures().count());
  }

  @Test
  void readsExtendedReports() {
    read(extendedEvent(0x10, PHONE, 0xFF, -74, ADVERT));
    assertEquals(1, heard.size());
    assertEquals(-74, heard.getFirst().rssi());
    assertEquals(3, heard.getFirst().structures().count());
  }

  @Test
  void tellsScanResponsesFromAdverts() {
    read(legacyEvent(4, PHONE, -61, new byte[0]));
    read(extendedEvent(0x1A, PHONE, 0xFF, -61, new byte[0]));
    assertEquals(2, heard.size());
    assertTrue(heard.stream().allMatch(AdvertisingReport::scanResponse));
    assertEquals(0, hci.malformed());
  }

  @Test
  void readsReportsThatLieOneAfterTheOther() {
    byte[] legacy = concat(
        new byte[] {2}, legacyReport(0, PHONE, -50, ADVERT), legacyReport(3, OTHER, -60, ADVERT));
    byte[] extended = concat(
        new byte[] {2},
        extendedReport(0x10, PHONE, 1, -70, ADVERT),
        extendedReport(0x10, OTHER, 1, -80, ADVERT));
    read(meta(0x02, legacy));
    read(meta(0x0D, extended));
    assertEquals(List.of(-50, -60, -70, -80), rssis());
    assertEquals(4, hci.reports());
  }

  @Test
  void readsUnknownStrength() {
    read(legacyEvent(3, PHONE, 127, ADVERT));
    read(extendedEvent(0x10, PHONE, 1, 127, ADVERT));
    read(legacyEvent(3, PHONE, 21, ADVERT)); // reserved
    read(legacyEvent(3, PHONE, 20, ADVERT));
    assertEquals(List.of(Rssi.UNKNOWN, Rssi.UNKNOWN, Rssi.UNKNOWN, 20), rssis());
  }

  @Test
  void passesOverOtherEvents() {
    read(new byte[] {0x0E, 1, 7});
    read(new byte[] {0x0F, 0});
    read(meta(0x03, new byte[9]));
    assertEquals(0, heard.size());
    assertEquals(0, hci.malformed());
  }

  @Test
  void joinsThePartsOfOneAdvert() {
    byte[] advert = longAdvert(250);
    read(extendedEvent(MORE, PHONE, 1, -60, Arrays.copyOfRange(advert, 0, 229)));
    read(extendedEvent(0, OTHER, 1, -40, ADVERT)); // somebody else's in between
    read(extendedEvent(0, PHONE, 2, -45, ADVERT)); // another set of the same phone
    read(extendedEvent(0, PHONE, 1, -62, Arrays.copyOfRange(advert, 229, 250)));
    assertEquals(List.of(-40, -45, -62), rssis());
    assertFalse(heard.get(2).structures().overrun());
    assertEquals(
        1, heard.get(2).structures().serviceData(TracingSystem.GAEN.service()).size());
    assertEquals(4, hci.reports());
    assertEquals(1, hci.partial());
    hci.end();
    assertEquals(0, hci.abandoned());
  }

  @Test
  void marksAnAdvertWhoseEndTheControllerLost() {
    read(extendedEvent(MORE, PHONE, 1, -60, ADVERT));
    read(extendedEvent(CUT, PHONE, 1, -61, new byte[0]));
    read(extendedEvent(0, PHONE, 1, -62, ADVERT));
    assertEquals(List.of(-61, -62), rssis());
    assertTrue(heard.get(0).cut());
    assertFalse(heard.get(1).cut());
    hci.end();
    assertEquals(0, hci.abandoned());
  }

  @Test
  void neverJoinsPartsThatLieFarApart() {
    hci.read(TIME, event(extendedEvent(MORE, PHONE, 1, -60, new byte[] {5, 1, 2})));
    hci.read(TIME.plusSeconds(2), event(extendedEvent(0, PHONE, 1, -61, ADVERT)));
    assertEquals(3, heard.getFirst().structures().count());
    assertEquals(1, hci.abandoned());
  }

  @Test
  void cutsAdvertsLongerThanAnyCanBe() {
    for (int part = 0; part < 100; part++) {
      read(extendedEvent(MORE, PHONE, 1, -60, new byte[229]));
    }
    read(extendedEvent(0, PHONE, 1, -61, ADVERT));
    assertEquals(1, heard.size());
    assertTrue(heard.getFirst().cut());
  }

  @Test
  void remembersABoundedNumberOfBegunAdverts() {
    int senders = AdvertParts.MAX_WAITING + 10;
    for (int sender = 0; sender < senders; sender++) {
      read(extendedEvent(MORE, sender, 1, -60, ADVERT));
    }
    assertEquals(10, hci.abandoned());
    hci.end();
    assertEquals(senders, hci.abandoned());
    assertEquals(senders, hci.partial());
  }

  @Test
  void countsEventsCutAtEveryLength() {
    byte[] twoReports = concat(
        new byte[] {2}, legacyReport(0, PHONE, -50, ADVERT), legacyReport(3, OTHER, -60, ADVERT));
    for (byte[] event :
        List.of(extendedEvent(0x10, PHONE, 1, -60, ADVERT), meta(0x02, twoReports))) {
      for (int size = 0; size < event.length; size++) {
        byte[] cut = Arrays.copyOf(event, size);
        long before = hci.malformed();
        read(cut);
        assertEquals(before + 1, hci.malformed(), "size " + size);
        if (size < 2) continue;
        cut[1] = (byte) (size - 2); // an honest length around cut reports
        read(cut);
        assertEquals(before + 2, hci.malformed(), "size " + size);
      }
    }
  }

  @Test
  void keepsTheReportsBeforeAFault() {
    byte[] second = legacyReport(3, OTHER, -60, ADVERT);
    second[8] = 32; // longer than any legacy advert
    read(meta(0x02, concat(new byte[] {2}, legacyReport(0, PHONE, -50, ADVERT), second)));
    assertEquals(List.of(-50), rssis());
    assertEquals(1, hci.malformed());
  }

  @Test
  void countsWhatTheFormatReserves() {
    read(legacyEvent(5, PHONE, -60, ADVERT));
    read(extendedEvent(3 << 5, PHONE, 1, -60, ADVERT));
    read(meta(0x02, new byte[] {0}));
    read(meta(0x02, concat(new byte[] {1}, legacyReport(3, PHONE, -60, ADVERT), new byte[1])));
    assertEquals(4, hci.malformed());
    assertEquals(List.of(-60), rssis()); // the last one's report was whole
  }

  @Test
  void survivesEveryOneByteChange() {
    byte[] event = extendedEvent(0x10, PHONE, 1, -60, ADVERT);
    for (int index = 0; index < event.length; index++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = event.clone();
        changed[index] = (byte) value;
        read(changed);
      }
    }
    assertTrue(hci.malformed() > 0);
  }

  private static byte[] longAdvert(int size) {
    byte[] filler = new byte[size - ADVERT.length];
    filler[0] = (byte) (filler.length - 1);
    filler[1] = (byte) 0xFF;
    return concat(filler, ADVERT);
  }

  private void read(byte[] bytes) {
    hci.read(TIME, event(bytes));
  }

  private static ByteBuffer event(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private List<Integer> rssis() {
    return heard.stream().map(AdvertisingReport::rssi).toList();
  }
}
