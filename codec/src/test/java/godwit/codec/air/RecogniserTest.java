package godwit.codec.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import godwit.codec.payload.Bytes;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecogniserTest {
  private static final String ID = "000102030405060708090a0b0c0d0e0f";
  private static final UUID DRAFT = UUID.fromString("0d6c1d2e-0000-4000-8000-00000000c0de");

  @ParameterizedTest(name = "{0} under {1}")
  @CsvSource({
    "gaen,   17166ffd, 10111213, 128, 20",
    "robert, 171664fd, 10111213, 136, 16",
    "robert, 151664fd, 1011,     136, 16",
    "dp3t,   131668fd, '',       152, 16",
    "dp3t,   13166ffd, '',       152, 16"
  })
  void takesTheIdentifierThatAnAdvertCarries(
      String system, String head, String more, int type, int bodyBytes) {
    var found = assertInstanceOf(
        Recognition.Carried.class, recognise(Recogniser.STANDARD, head + ID + more));
    assertEquals(system, found.system().word());
    assertEquals(OptionalInt.of(type), found.payloadType());
    assertEquals((ID + more).substring(0, 2 * bodyBytes), found.body().hex());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "herald, 0303f6fc",
    "herald, 02010611079bfd5bd672451e80d3424647af328142",
    "herald, 11069bfd5bd672451e80d3424647af328142",
    "herald, 1107fb349b5f80000080001000 00f6fc0000",
    "bluetrace, 1107f918c24c09fef0806a4f9515fcb32ab8",
    "smittestopp, 11073ad958df56a9068cab44a4a047175ce4",
    "robert, 030364fd",
    "dp3t, 110700001c99061ba0404818b5bae394848c"
  })
  void knowsWhoHasToBeConnectedTo(String system, String advert) {
    var found = assertInstanceOf(
        Recognition.Connectable.class, recognise(Recogniser.STANDARD, advert.replace(" ", "")));
    assertEquals(system, found.system().word());
  }

  @Test
  void keepsHeraldsPseudoAddress() {
    var found = assertInstanceOf(
        Recognition.Connectable.class,
        recognise(Recogniser.STANDARD, "0303f6fc09fff105010203040506"));
    assertEquals(Optional.of("010203040506"), found.pseudoAddress().map(Bytes::hex));
  }

  @Test
  void takesIosInTheBackgroundAsPossibleAndNoMore() {
    String mask = "00000000000000000000080000000000";
    assertInstanceOf(
        Recognition.Possible.class, recognise(Recogniser.STANDARD, "14ff4c0001" + mask));
    assertInstanceOf(
        Recognition.Unknown.class, recognise(Recogniser.STANDARD, "14ff4c0010" + mask));
    assertInstanceOf(
        Recognition.Unknown.class, recognise(Recogniser.STANDARD, "14ff4d0001" + mask));
    assertInstanceOf(
        Recognition.Unknown.class,
        recognise(Recogniser.STANDARD, "13ff4c0001" + mask.substring(2)));
  }

  @Test
  void inspectionSaysPossibleToo() {
    var view = AirView.of(AdvertDecoder.decode(
        HexFormat.of().parseHex("02011a14ff4c000100000000000000000000080000000000")));
    assertEquals(
        "{manufacturerId=76, recognised=false, possible=ios-background}",
        String.valueOf(view.get("decoded")));
  }

  @Test
  void takesTheDraftsAdvertsWhereItsServiceIsConfigured() {
    Recogniser with = Recogniser.STANDARD.withDraft(DRAFT);
    String advert = "1a21dec0000000000080004000002e1d6c0d" + "30033a0004" + "0001e240";
    var found = assertInstanceOf(Recognition.Carried.class, recognise(with, advert));
    assertEquals(AirSystem.DRAFT, found.system());
    assertEquals("30033a00040001e240", found.body().hex());
    assertEquals(OptionalInt.empty(), found.payloadType());
    assertInstanceOf(Recognition.Unknown.class, recognise(Recogniser.STANDARD, advert));
  }

  @Test
  void leavesOutWhatIsNotWanted() {
    Recogniser without = Recogniser.STANDARD.without(Set.of(AirSystem.GAEN));
    assertInstanceOf(Recognition.Unknown.class, recognise(without, "17166ffd" + ID + "10111213"));
    assertInstanceOf(Recognition.Carried.class, recognise(without, "131668fd" + ID));
  }

  private static Recognition recognise(Recogniser table, String advert) {
    return table.recognise(AdStructures.parse(HexFormat.of().parseHex(advert)));
  }
}
