package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.keys.RobertCountry;
import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.ContactSection.Origin;
import godwit.codec.payload.ContactSection.Provenance;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.risk.Sections;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What was heard in Sweden, and whose it is.
class HeaderRulesTest {
  private static final Secret KEY = Secret.copyOf(new byte[32]);
  private static final RoutingCode SKANE = RoutingCode.nation(752, 12);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final int SWEDISH = 46;
  private static final int FRENCH = 33;
  private static final int NOBODYS = 99;
  private static final UUID ROBERTS = UUID.fromString("0000fd64-0000-1000-8000-00805f9b34fb");
  private static final UUID GAENS = UUID.fromString("0000fd6f-0000-1000-8000-00805f9b34fb");
  private static final UUID OTHERS = UUID.fromString("0000fff0-0000-1000-8000-00805f9b34fb");

  private final HeaderRules rules = new HeaderRules(
      Optional.of(new RobertCountries(KEY, Map.of(FRENCH, 250, SWEDISH, 752))),
      country -> RoutingCode.nation(country, 0));

  @ParameterizedTest
  @ValueSource(ints = {0x88, 0x89, 0x8F})
  void aFrenchPhoneIsFrances(int type) {
    assertEquals(header(type, FRANCE), of(type, SKANE, hello(FRENCH), new Sections()));
    assertEquals(header(type, FRANCE), of(type, SKANE, hello(FRENCH), said(Origin.PREPENDED)));
    assertEquals(2, rules.moved());
    assertEquals(0, rules.unknown());
  }

  /* The country is all that the byte says: the state is the one in which the phone was heard. */
  @Test
  void aPhoneOfTheCountryKeepsItsState() {
    assertEquals(header(0x88, SKANE), of(0x88, SKANE, hello(SWEDISH), new Sections()));
    RoutingCode paris = RoutingCode.nation(250, 75);
    assertEquals(header(0x88, paris), of(0x88, paris, hello(FRENCH), new Sections()));
    assertEquals(
        header(0x88, RoutingCode.nation(752, 0)), of(0x88, paris, hello(SWEDISH), new Sections()));
    assertEquals(1, rules.moved());
  }

  @Test
  void aNumberOfNobodyStaysWhereItWasHeard() {
    assertEquals(header(0x88, SKANE), of(0x88, SKANE, hello(NOBODYS), new Sections()));
    assertEquals(header(0x88, FRANCE), of(0x88, FRANCE, hello(0), new Sections()));
    assertEquals(0, rules.moved());
    assertEquals(2, rules.unknown());
  }

  @Test
  void aHeaderThatWasHeardIsTheSendersOwn() {
    assertEquals(header(0x88, SKANE), of(0x88, SKANE, hello(FRENCH), said(Origin.HEARD)));
    assertEquals(0, rules.moved());
    Sections odd = new Sections().section(0x82, 2).raw(0, 0);
    assertEquals(header(0x88, FRANCE), of(0x88, SKANE, hello(FRENCH), odd));
  }

  @Test
  void withoutAKeyNothingIsKnown() {
    HeaderRules keyless =
        new HeaderRules(Optional.empty(), country -> RoutingCode.nation(country, 0));
    assertEquals(
        header(0x88, SKANE), of(keyless, 0x88, SKANE, hello(FRENCH), new Sections().bytes()));
    assertEquals(0, keyless.unknown());
  }

  /* What is not ROBERT's stays, though its bytes may decrypt to something. */
  @ParameterizedTest
  @ValueSource(ints = {0x10, 0x80, 0x87, 0x90, 0x98, 0xA0, 0xA8})
  void otherTypesStay(int type) {
    assertEquals(header(type, SKANE), of(type, SKANE, hello(FRENCH), new Sections()));
    assertEquals(0, rules.moved() + rules.unknown());
  }

  /* 0xFF: the receiver did not know the type, and wrote down the service. */
  @ParameterizedTest
  @CsvSource({"fd6f, 20, 128", "fd6f, 16, 152", "fd68, 16, 152", "fd6f, 17, 255", "fff0, 16, 255"})
  void aServiceSaysTheType(String service, int bytes, int type) {
    UUID uuid = UUID.fromString("0000" + service + "-0000-1000-8000-00805f9b34fb");
    Sections sections = said(Origin.UNKNOWN_TYPE, uuid);
    assertEquals(header(type, SKANE), of(0xFF, SKANE, new byte[bytes], sections));
    assertEquals(0, rules.moved() + rules.unknown());
  }

  @Test
  void aServiceSaysTheTypeAndTheByteTheCountry() {
    assertEquals(
        header(0x88, FRANCE), of(0xFF, SKANE, hello(FRENCH), said(Origin.UNKNOWN_TYPE, ROBERTS)));
    assertEquals(
        header(0xFF, SKANE), of(0xFF, SKANE, hello(FRENCH), said(Origin.UNKNOWN_TYPE, OTHERS)));
    assertEquals(header(0xFF, SKANE), of(0xFF, SKANE, hello(FRENCH), new Sections()));
    /* A type that was known is not looked up. */
    assertEquals(
        header(0xA8, SKANE), of(0xA8, SKANE, new byte[20], said(Origin.UNKNOWN_TYPE, GAENS)));
  }

  @Test
  void aCountryIsWhoeverAnswersForIt() {
    List<Directory.Peer> peers =
        List.of(peer(250, 3), peer(276, 0), peer(276, 5), peer(208, 1), peer(208, 2));
    Directory directory = new Directory(SKANE, Set.of(SKANE), peers, false);
    assertEquals(SKANE, directory.ofCountry(752));
    assertEquals(RoutingCode.nation(250, 3), directory.ofCountry(250));
    assertEquals(RoutingCode.nation(276, 0), directory.ofCountry(276));
    assertEquals(RoutingCode.nation(208, 0), directory.ofCountry(208));
    assertEquals(RoutingCode.nation(578, 0), directory.ofCountry(578));
  }

  private static Directory.Peer peer(int country, int state) {
    return new Directory.Peer(RoutingCode.nation(country, state), "peer", Set.of(), false);
  }

  private static byte[] hello(int country) {
    byte[] hello = new byte[16];
    for (int index = 1; index < hello.length; index++) hello[index] = (byte) (7 * index);
    Bytes id = Bytes.copyOf(hello, 1, 8);
    hello[0] = new RobertCountry(KEY).encrypt(country, id).toArray()[0];
    return hello;
  }

  private static Sections said(Origin origin) {
    return said(origin, ROBERTS);
  }

  private static Sections said(Origin origin, UUID service) {
    byte[] data = new Provenance(origin, service).data().toArray();
    Sections sections = new Sections().dBm(0x40, -60).section(0x82, data.length);
    for (byte each : data) sections.raw(each);
    return sections;
  }

  private static ExposureHeader header(int type, RoutingCode code) {
    return new ExposureHeader(type, code);
  }

  private ExposureHeader of(int type, RoutingCode code, byte[] data, Sections sections) {
    return of(rules, type, code, data, sections.bytes());
  }

  private static ExposureHeader of(
      HeaderRules rules, int type, RoutingCode code, byte[] data, byte[] sections) {
    byte[] payload = ByteBuffer.allocate(5 + data.length)
        .put((byte) type)
        .putInt(code.code())
        .put(data)
        .array();
    BlockBuilder builder = BlockBuilder.contacts();
    assertTrue(builder.addContact(0, 60, payload, sections));
    byte[] block = builder.finish();
    ContactCursor contact = new ContactCursor().wrap(block, 0, BlockHeader.read(block, 0));
    assertTrue(contact.next());
    return rules.of(header(type, code), block, contact);
  }
}
