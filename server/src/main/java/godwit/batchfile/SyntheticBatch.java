package godwit.batchfile;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactRecord;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.ExposureRecord;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.SectionCursor;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/// A batch of random records, whose every byte follows from these values.
///
/// - shape: blocks as full as their limits allow; contacts carry readings, one a minute
/// - units: contacts start within the five UTC days before `date`, and last 5 to 30 minutes
/// - errors: [IOException] of the stream that is written to
/// - source: our own
///
/// @param preamble its magic says whether exposures or contacts are made
/// @param header of every payload
/// @param riskType of exposures, as is the mechanism
public record SyntheticBatch(
    Preamble preamble,
    long records,
    ExposureHeader header,
    LocalDate date,
    int riskType,
    int mechanism,
    long seed) {
  private static final int MAX_SCORE = 6_000;

  private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);
  private static final int CONTACT_DAYS = 5;
  private static final int MIN_MINUTES = 5;
  private static final int MAX_MINUTES = 30;
  private static final int MIN_RSSI = -90;
  private static final int MAX_RSSI = -45;

  private static final long REPORT_EVERY = 100_000;

  /// A random batch id (version 4) that follows from a seed.
  public static UUID id(long seed) {
    var random = new SplittableRandom(~seed);
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(high, low);
  }

  /// How many records a batch can have at most.
  public long maxRecords() {
    int data = SyntheticData.length(header.payloadType());
    int record = preamble.magic() == Magic.CONTACTS
        ? ContactRecord.bytes(
            ExposureHeader.BYTES + data, SectionCursor.HEAD_BYTES + MAX_MINUTES * Reading.BYTES)
        : ExposureRecord.bytes(data);
    int ofABlock = Math.min(BatchLayout.MAX_RECORDS, BatchLayout.MAX_BODY_BYTES / record);
    return (long) BatchLayout.MAX_BLOCKS * ofABlock;
  }

  /// Writes the batch, block by block.
  ///
  /// @param progress is told now and then how many records are done
  public EndBlock write(OutputStream out, LongConsumer progress) throws IOException {
    var writer = new BatchWriter(preamble, out);
    var random = new SplittableRandom(seed);
    var data = new SyntheticData(header.payloadType(), random);
    BlockBuilder block = block();
    for (long done = 1; done <= records; done++) {
      while (!add(block, data, random)) writer.block(block);
      if (done % REPORT_EVERY == 0) progress.accept(done);
    }
    writer.block(block);
    return writer.finish();
  }

  private BlockBuilder block() {
    if (preamble.magic() == Magic.CONTACTS) return BlockBuilder.contacts();
    return BlockBuilder.exposures(
        header.payloadType(),
        header.routing().code(),
        (int) date.toEpochDay(),
        riskType,
        mechanism,
        SyntheticData.length(header.payloadType()));
  }

  /// Adds a record; one that found no room is replaced by another.
  private boolean add(BlockBuilder block, SyntheticData data, RandomGenerator random) {
    if (preamble.magic() == Magic.CONTACTS) return addContact(block, data, random);
    int score = riskType == BlockHeader.REVOKED ? 0 : random.nextInt(1, MAX_SCORE);
    byte[] bytes = data.next();
    return block.addExposure(score, bytes, 0, bytes.length);
  }

  private boolean addContact(BlockBuilder block, SyntheticData data, RandomGenerator random) {
    int minutes = random.nextInt(MIN_MINUTES, MAX_MINUTES + 1);
    long duration = TimeUnit.MINUTES.toSeconds(minutes);
    long before = random.nextLong(duration, CONTACT_DAYS * DAY_SECONDS + 1);
    long start = date.toEpochDay() * DAY_SECONDS - before;
    return block.addContact(start, start + duration, payload(data), readings(minutes, random));
  }

  private byte[] payload(SyntheticData data) {
    byte[] bytes = data.next();
    byte[] payload = new byte[ExposureHeader.BYTES + bytes.length];
    ExposureHeader.put(payload, 0, header.payloadType(), header.routing().code());
    System.arraycopy(bytes, 0, payload, ExposureHeader.BYTES, bytes.length);
    return payload;
  }

  private static byte[] readings(int count, RandomGenerator random) {
    int bytes = count * Reading.BYTES;
    byte[] section = new byte[SectionCursor.HEAD_BYTES + bytes];
    int data = SectionCursor.putHead(section, 0, ContactSection.READINGS_CODE, bytes);
    for (int index = 0; index < count; index++) {
      int seconds = index * (int) TimeUnit.MINUTES.toSeconds(1);
      Reading.put(
          section, data + index * Reading.BYTES, seconds, random.nextInt(MIN_RSSI, MAX_RSSI + 1));
    }
    return section;
  }
}
