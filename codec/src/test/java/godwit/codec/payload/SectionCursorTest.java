package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SectionCursorTest {
  private static final byte[] SECTIONS = HexFormat.of().parseHex("ff" + "4001c8" + "8003001ec4");

  @Test
  void goesFromSectionToSection() {
    SectionCursor sections = new SectionCursor().wrap(SECTIONS, 1, 8);
    assertTrue(sections.next());
    assertEquals(0x40, sections.code());
    assertEquals(3, sections.dataOffset());
    assertEquals(1, sections.dataLength());
    assertTrue(sections.next());
    assertEquals(ContactSection.READINGS_CODE, sections.code());
    assertEquals(6, sections.dataOffset());
    assertEquals(3, sections.dataLength());
    assertEquals(30, ContactSection.Reading.seconds(SECTIONS, sections.dataOffset()));
    assertEquals(-60, ContactSection.Reading.rssi(SECTIONS, sections.dataOffset()));
    assertFalse(sections.next());
    assertFalse(sections.next());
  }

  @Test
  void endsWhereTheExtendedDataDoes() {
    SectionCursor sections = new SectionCursor();
    assertFalse(sections.next());
    assertFalse(sections.wrap(SECTIONS, 9, 0).next());
    sections.wrap(SECTIONS, 1, 3);
    assertTrue(sections.next());
    assertFalse(sections.next());
  }

  @Test
  void writesTheHeadThatItReads() {
    byte[] written = new byte[3 + SectionCursor.MAX_DATA_BYTES];
    assertEquals(3, SectionCursor.putHead(written, 1, 0xFE, SectionCursor.MAX_DATA_BYTES));
    SectionCursor sections = new SectionCursor().wrap(written, 1, written.length - 1);
    assertTrue(sections.next());
    assertEquals(0xFE, sections.code());
    assertEquals(3, sections.dataOffset());
    assertEquals(255, sections.dataLength());
    assertFalse(sections.next());
  }

  /// Codes stand here in figures, as the protocol has them.
  @Test
  void codesAreThoseOfTheProtocol() {
    assertEquals(0x40, SectionKind.YOUR_RSSI.firstCode());
    assertEquals(0x41, SectionKind.YOUR_TX_POWER.firstCode());
    assertEquals(0x42, SectionKind.MY_PHONE_MODEL.firstCode());
    assertEquals(0x80, ContactSection.READINGS_CODE);
    assertEquals(0x81, ContactSection.EVENT_CODE);
    assertEquals(0x82, ContactSection.PROVENANCE_CODE);
    assertEquals(0x83, ContactSection.DATE_ONLY_CODE);
  }
}
