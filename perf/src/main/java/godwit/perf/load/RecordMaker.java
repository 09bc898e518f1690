package godwit.perf.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.codec.BigEndian;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SectionCursor;
import godwit.perf.worker.FederationFolder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/// Random records of a mix, in blocks; the same records whoever asks for them.
///
/// - shape: of ten mixed records four are Simple with power and phone model, three GAEN, two
///   BlueTrace in base64, one a venue exposure with the names of premises and area
/// - units: scores up to 6,000 hundredths; contacts of 5 to 30 minutes, with a reading a minute
/// - errors: none
/// - source: our own; types and sections of Herald, International Interoperability Specification
///   (draft), Annexes B to E
final class RecordMaker {
  private static final long SEED = 20_261_122;
  private static final int SIMPLE = 0x10;
  private static final int GAEN = 0x80;
  private static final int ROBERT = 0x88;
  private static final int BLUETRACE = 0x90;
  private static final int DP3T = 0x98;
  private static final int VENUE = 0x30;
  private static final int CONFIRMED_TEST = 1;
  private static final int IDENTIFIER_BYTES = 16;
  private static final int GAEN_BYTES = 20;
  private static final int ENCRYPTED_ID_BYTES = 61;
  private static final int READINGS = 20;
  private static final int EVENT_BYTES = 18;
  private static final int MAX_SCORE = 6_000;
  private static final int DAY_SECONDS = 86_400;
  private static final int VENUES = 2_000;
  private static final String[] MODELS = {
    "iPhone13,2", "iPhone14,5", "SM-G991B", "SM-A525F", "Pixel 6", "Pixel 4a", "M2101K6G", "CPH2173"
  };
  private static final String[] AREAS = {"Northgate", "Harbour Quarter", "Old Town", "Riverside"};

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RoutingCode code;
  private final LocalDate day;
  private final List<byte[]> blocks = new ArrayList<>();
  private final List<BlockBuilder> builders = new ArrayList<>();

  /// @param code whom all records concern
  /// @param day of the exposures; contacts start within the five days before it
  RecordMaker(RoutingCode code, LocalDate day) {
    this.code = code;
    this.day = day;
  }

  /// The blocks of so many records.
  List<byte[]> blocks(Mix mix, int records) {
    switch (mix) {
      case SIMPLE -> simple(records);
      case MIXED -> mixed(records);
      case CONTACTS -> contacts(records);
      case EVENTS -> events(records);
    }
    for (BlockBuilder builder : builders) if (builder.count() > 0) blocks.add(builder.finish());
    return blocks;
  }

  /* Adds the record that was made; where the block is full, it is the first of the next. */
  @FunctionalInterface
  private interface Adding {
    boolean to(BlockBuilder builder);
  }

  private void add(BlockBuilder builder, Adding adding) {
    if (adding.to(builder)) return;
    blocks.add(builder.finish());
    adding.to(builder);
  }

  private void simple(int records) {
    BlockBuilder block = exposures(SIMPLE, IDENTIFIER_BYTES);
    for (int record = 0; record < records; record++) expose(block, bytes(IDENTIFIER_BYTES));
  }

  private void mixed(int records) {
    BlockBuilder extended = exposures(SIMPLE, 0);
    BlockBuilder gaen = exposures(GAEN, GAEN_BYTES);
    BlockBuilder blueTrace = exposures(BLUETRACE, 0);
    BlockBuilder venues =
        opened(BlockBuilder.venue(VENUE, code.code(), (int) day.toEpochDay(), CONFIRMED_TEST, 0));
    for (int record = 0; record < records; record++) {
      switch (record % 10) {
        case 0, 1, 2, 3 -> expose(extended, joined(bytes(IDENTIFIER_BYTES), device()));
        case 4, 5, 6 -> expose(gaen, bytes(GAEN_BYTES));
        case 7, 8 -> expose(blueTrace, blueTrace());
        default -> visit(venues);
      }
    }
  }

  private void contacts(int records) {
    BlockBuilder block = opened(BlockBuilder.contacts());
    for (int record = 0; record < records; record++) {
      int minutes = random.nextInt(5, 31);
      long end = day.toEpochDay() * DAY_SECONDS - random.nextLong(4L * DAY_SECONDS);
      byte[] payload = new byte[ExposureHeader.BYTES + IDENTIFIER_BYTES];
      random.nextBytes(payload);
      ExposureHeader.put(payload, 0, SIMPLE, code.code());
      byte[] readings = readings(minutes);
      add(block, to -> to.addContact(end - 60L * minutes, end, payload, readings));
    }
  }

  /* Whom they concern: the home authority and three codes of a peer that fetches. */
  private void events(int records) {
    RoutingCode[] concerned = {
      code, FederationFolder.SENDER, RoutingCode.nation(250, 1), RoutingCode.nation(250, 2)
    };
    BlockBuilder block = opened(BlockBuilder.contacts());
    for (int record = 0; record < records; record++) {
      long end = day.toEpochDay() * DAY_SECONDS - random.nextLong(4L * DAY_SECONDS);
      int concerns = concerned[random.nextInt(concerned.length)].code();
      byte[] payload = switch (record % 5) {
        case 0 -> payload(SIMPLE, concerns, bytes(IDENTIFIER_BYTES));
        case 1 -> payload(GAEN, concerns, bytes(GAEN_BYTES));
        case 2 -> payload(ROBERT, concerns, bytes(IDENTIFIER_BYTES));
        case 3 -> payload(BLUETRACE, concerns, blueTrace());
        default -> payload(DP3T, concerns, bytes(IDENTIFIER_BYTES));
      };
      byte[] event = new byte[SectionCursor.HEAD_BYTES + EVENT_BYTES];
      random.nextBytes(event);
      SectionCursor.putHead(event, 0, ContactSection.EVENT_CODE, EVENT_BYTES);
      byte[] sections = joined(readings(READINGS), event);
      add(block, to -> to.addContact(end - 60L * READINGS, end, payload, sections));
    }
  }

  private static byte[] payload(int type, int code, byte[] data) {
    byte[] payload = new byte[ExposureHeader.BYTES + data.length];
    ExposureHeader.put(payload, 0, type, code);
    System.arraycopy(data, 0, payload, ExposureHeader.BYTES, data.length);
    return payload;
  }

  private BlockBuilder exposures(int type, int dataLength) {
    int date = (int) day.toEpochDay();
    return opened(BlockBuilder.exposures(type, code.code(), date, CONFIRMED_TEST, 0, dataLength));
  }

  private BlockBuilder opened(BlockBuilder builder) {
    builders.add(builder);
    return builder;
  }

  private void expose(BlockBuilder block, byte[] data) {
    int score = random.nextInt(1, MAX_SCORE);
    add(block, to -> to.addExposure(score, data, 0, data.length));
  }

  private void visit(BlockBuilder block) {
    int venue = random.nextInt(VENUES);
    long start = day.toEpochDay() * DAY_SECONDS + random.nextInt(DAY_SECONDS / 2);
    long end = start + random.nextInt(600, 7_200);
    int score = random.nextInt(1, MAX_SCORE);
    byte[] names =
        joined(section(0x10, "Premises " + venue), section(0x11, AREAS[venue % AREAS.length]));
    add(block, to -> to.addVenue(venue, start, end, score, names));
  }

  private byte[] device() {
    byte[] power = {0x41, 1, (byte) random.nextInt(-20, 13)};
    return joined(power, section(0x42, MODELS[random.nextInt(MODELS.length)]));
  }

  private byte[] blueTrace() {
    byte[] id = Base64.getEncoder().encode(bytes(ENCRYPTED_ID_BYTES));
    byte[] frame = new byte[4];
    BigEndian.put16(frame, 0, 2 + id.length);
    BigEndian.put16(frame, 2, id.length);
    return joined(frame, id);
  }

  private byte[] readings(int minutes) {
    int bytes = minutes * Reading.BYTES;
    byte[] section = new byte[SectionCursor.HEAD_BYTES + bytes];
    int data = SectionCursor.putHead(section, 0, ContactSection.READINGS_CODE, bytes);
    for (int minute = 0; minute < minutes; minute++) {
      Reading.put(section, data + minute * Reading.BYTES, 60 * minute, random.nextInt(-90, -44));
    }
    return section;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] section(int sectionCode, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return joined(new byte[] {(byte) sectionCode, (byte) utf8.length}, utf8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
