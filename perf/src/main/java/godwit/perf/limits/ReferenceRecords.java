package godwit.perf.limits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;

/// Bytes like those with which the reference of inflating was measured.
///
/// Records of 45 bytes, of which 16 are random: flags, country, region, identifier, time, interval,
/// period, risk, type, duration, attenuation, and eight zeros. They compress to about six tenths.
final class ReferenceRecords {
  private static final int RECORDS = 200_000;
  private static final int RECORD_BYTES = 45;
  private static final int IDENTIFIER_BYTES = 16;
  private static final int FIRST_SECOND = 1_790_000_000;
  private static final int DAY_SECONDS = 86_400;
  private static final int INTERVALS = 144;
  private static final int INTERVAL_SECONDS = 600;

  private ReferenceRecords() {}

  /// One gzip member without optional fields.
  static byte[] gzip() {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
      gzip.write(records());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return member.toByteArray();
  }

  private static byte[] records() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(45);
    ByteBuffer records = ByteBuffer.allocate(RECORDS * RECORD_BYTES);
    byte[] identifier = new byte[IDENTIFIER_BYTES];
    for (int record = 0; record < RECORDS; record++) {
      random.nextBytes(identifier);
      records
          .putShort((short) random.nextInt(4))
          .putShort((short) 250)
          .put((byte) random.nextInt(20))
          .put(identifier)
          .putInt(FIRST_SECOND + random.nextInt(DAY_SECONDS / 60) * 60)
          .putInt(FIRST_SECOND / INTERVAL_SECONDS + random.nextInt(INTERVALS))
          .putShort((short) INTERVALS)
          .put((byte) random.nextInt(8))
          .put((byte) 1)
          .putShort((short) (random.nextInt(12) * 5))
          .putShort((short) random.nextInt(80))
          .putLong(0);
    }
    return records.array();
  }
}
