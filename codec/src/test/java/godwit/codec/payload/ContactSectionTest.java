package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.ContactSection.Event;
import godwit.codec.payload.ContactSection.Origin;
import godwit.codec.payload.ContactSection.Provenance;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.ContactSection.Readings;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactSectionTest {
  private static final UUID ID = UUID.fromString("3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718");
  private static final String ID_HEX = "3f1c9a5e7b2d4c60a1b2c3d4e5f60718";

  @Test
  void everyCodeIsReadAndWrittenBack() {
    assertBoth(
        "80060000c3ffff80", new Readings(List.of(new Reading(0, -61), new Reading(65_535, -128))));
    assertBoth("8112" + ID_HEX + "fffe", new Event(ID, 65_534));
    assertBoth("821100" + ID_HEX, new Provenance(Origin.HEARD, ID));
    assertBoth("821101" + ID_HEX, new Provenance(Origin.PREPENDED, ID));
    assertBoth("821102" + ID_HEX, new Provenance(Origin.UNKNOWN_TYPE, ID));
    assertBoth("830101", new ContactSection.DateOnly());
    Readings most = new Readings(Collections.nCopies(Readings.MAX, new Reading(1, 1)));
    assertEquals(Optional.of(most), ContactSection.read(most.section()));
  }

  @Test
  void ownsFourCodes() {
    for (int code = 0; code < 0xFF; code++) {
      assertEquals(code >= 0x80 && code <= 0x83, ContactSection.owns(code));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "800100",
        "80020000",
        "800400000000",
        "8111" + ID_HEX + "00",
        "8113" + ID_HEX + "000000",
        "8110" + ID_HEX,
        "821103" + ID_HEX,
        "8211ff" + ID_HEX,
        "820100",
        "83020101",
        "4001c8",
        "840101"
      })
  void whatDoesNotFitIsNothing(String hex) {
    assertTrue(ContactSection.read(section(hex)).isEmpty());
  }

  @Test
  void valuesFitTheWire() {
    assertThrows(IllegalArgumentException.class, () -> new Reading(65_536, 0));
    assertThrows(IllegalArgumentException.class, () -> new Reading(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Reading(0, 128));
    assertThrows(IllegalArgumentException.class, () -> new Event(ID, 65_536));
    assertThrows(IllegalArgumentException.class, () -> new Readings(List.of()));
    List<Reading> tooMany = Collections.nCopies(Readings.MAX + 1, new Reading(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Readings(tooMany));
  }

  @Test
  void withinAPayloadTheSameCodesAreTheirSendersOwn() {
    assertEquals(SectionKind.CUSTOM, section("830101").kind());
    assertFalse(
        ExtendedDataDecoder.decode(HexFormat.of().parseHex("800100")).extended().isEmpty());
  }

  private static void assertBoth(String hex, ContactSection section) {
    assertEquals(Optional.of(section), ContactSection.read(section(hex)));
    ExtendedData written = new ExtendedData(List.of(section.section()));
    assertEquals(hex, HexFormat.of().formatHex(ExtendedDataWriter.bytes(written)));
    assertEquals(section(hex), section.section());
  }

  private static ExtendedData.Section section(String hex) {
    return ExtendedDataDecoder.decode(HexFormat.of().parseHex(hex))
        .extended()
        .orElseThrow()
        .sections()
        .getFirst();
  }
}
