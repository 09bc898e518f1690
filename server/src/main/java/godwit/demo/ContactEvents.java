package godwit.demo;

import godwit.codec.BigEndian;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.SectionCursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/// What the phones of infected people noted: payloads of the phones that they were near.
///
/// Two stories, half of all contact events each. A Norwegian was in France, near French phones and
/// Norwegian companions, and tests positive at home. A French user met French phones and Norwegian
/// visitors, and tests positive.
final class ContactEvents {
  private static final double FRENCH_NEAR_A_VISITOR = 0.6;
  private static final double VISITORS_NEAR_THE_FRENCH = 0.3;
  private static final double OWN_APP = 0.7;
  private static final int HERALD_SIMPLE = 0x10;
  private static final int IDENTIFIER_BYTES = 16;
  private static final int[] NORWEGIAN_BYTES = {16, 24, 36};
  private static final long NTP_SECONDS_AT_1970 = 2_208_988_800L;
  private static final int ROBERT_TIME = 9;

  private static final long NEWEST_SECONDS = Duration.ofHours(1).toSeconds();
  private static final long OLDEST_SECONDS = Duration.ofDays(4).toSeconds();
  private static final int MIN_MINUTES = 3;
  private static final int MAX_MINUTES = 15;
  private static final int NEAREST_DBM = -60;
  private static final int STEP_DB = 8;
  private static final int STEPS = 4;
  private static final int JITTER_DB = 3;

  private final Instant now;
  private final int phones;

  /// @param phones of each country
  ContactEvents(Instant now, int phones) {
    this.now = now;
    this.phones = phones;
  }

  /// One person's upload.
  ///
  /// @param index among all uploads, from 0
  /// @param home whose app it is, and whose server gets it
  record Upload(int index, Country home, int contacts) {}

  /// Is told of every payload that an upload holds.
  @FunctionalInterface
  interface Heard {
    /// @param phone the one that had sent it out, a number among its country's
    void payload(Country sender, int phone, byte[] payload);
  }

  /// The upload as a gzip batch. The same index gives the same contact events.
  byte[] batch(Upload upload, Heard heard) throws IOException {
    RandomGenerator random = new SplittableRandom(upload.index());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      Preamble preamble = new Preamble(
          Magic.CONTACTS,
          0,
          UUID.randomUUID(),
          upload.home().code(),
          upload.home().code(),
          now.toEpochMilli());
      BatchWriter writer = new BatchWriter(preamble, gzip);
      BlockBuilder block = BlockBuilder.contacts();
      for (int contact = 0; contact < upload.contacts(); contact++) {
        Country sender =
            random.nextDouble() < abroad(upload.home()) ? upload.home().other() : upload.home();
        int phone = random.nextInt(phones);
        long age = random.nextLong(NEWEST_SECONDS, OLDEST_SECONDS);
        long start = now.getEpochSecond() - age;
        int minutes = random.nextInt(MIN_MINUTES, MAX_MINUTES + 1);
        byte[] payload = payload(sender, start, random);
        heard.payload(sender, phone, payload);
        byte[] readings = readings(phone, minutes, random);
        if (!block.addContact(start, start + 60L * minutes, payload, readings)) {
          writer.block(block);
          block.addContact(start, start + 60L * minutes, payload, readings);
        }
      }
      writer.block(block);
      writer.finish();
    }
    return bytes.toByteArray();
  }

  private static double abroad(Country home) {
    return switch (home) {
      case NORWAY -> FRENCH_NEAR_A_VISITOR;
      case FRANCE -> VISITORS_NEAR_THE_FRENCH;
    };
  }

  private static byte[] payload(Country sender, long startSeconds, RandomGenerator random) {
    boolean own = random.nextDouble() < OWN_APP;
    int length = own && sender == Country.NORWAY
        ? NORWEGIAN_BYTES[random.nextInt(NORWEGIAN_BYTES.length)]
        : IDENTIFIER_BYTES;
    byte[] identifier = new byte[length];
    random.nextBytes(identifier);
    if (own && sender == Country.FRANCE) {
      BigEndian.put16(identifier, ROBERT_TIME, (int) (startSeconds + NTP_SECONDS_AT_1970));
    }
    byte[] payload = new byte[ExposureHeader.BYTES + length];
    int type = own ? sender.payloadType() : HERALD_SIMPLE;
    ExposureHeader.put(payload, 0, type, sender.code().code());
    System.arraycopy(identifier, 0, payload, ExposureHeader.BYTES, length);
    return payload;
  }

  /* One a minute. Some phones were always near, some always far, so that some alert. */
  private static byte[] readings(int phone, int minutes, RandomGenerator random) {
    int bytes = minutes * Reading.BYTES;
    byte[] section = new byte[SectionCursor.HEAD_BYTES + bytes];
    int data = SectionCursor.putHead(section, 0, ContactSection.READINGS_CODE, bytes);
    int usual = NEAREST_DBM - STEP_DB * (phone % STEPS);
    for (int minute = 0; minute < minutes; minute++) {
      int strength = usual + random.nextInt(-JITTER_DB, JITTER_DB + 1);
      Reading.put(section, data + minute * Reading.BYTES, 60 * minute, strength);
    }
    return section;
  }
}
