package godwit.perf.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bytes of an exposure in each form: the table in docs/performance.md, "Size".
class SizesTest {
  private static final int COUNTRY = 578;

  @Test
  void octetsAreTheShortestForm() {
    int records = 20_000;
    double octets = plain(SampleExposures.octets(records), records);
    double protobuf = plain(protobuf(records), records);
    double json = plain(SampleExposures.json(records), records);
    assertEquals(18.0, octets, 0.02);
    assertEquals(36.0, protobuf, 1.0);
    assertTrue(json > 150 && json < 180, "json=" + json);
    assertTrue(
        gzipped(SampleExposures.json(records), records)
            < 2 * gzipped(SampleExposures.octets(records), records),
        "what JSON repeats, gzip removes");
  }

  @Test
  @Tag("long")
  void table() {
    int records = 1_000_000;
    row("octets", SampleExposures.octets(records), records);
    row("protobuf", protobuf(records), records);
    row("JSON", SampleExposures.json(records), records);
  }

  private static void row(String form, byte[] batch, int records) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f |%n",
        form,
        plain(batch, records),
        gzipped(batch, records));
  }

  private static double plain(byte[] batch, int records) {
    return (double) batch.length / records;
  }

  private static double gzipped(byte[] batch, int records) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new Level6(out)) {
      gzip.write(batch);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return (double) out.size() / records;
  }

  private static final class Level6 extends GZIPOutputStream {
    Level6(ByteArrayOutputStream out) throws IOException {
      super(out, 64 * 1024);
      def.setLevel(6);
    }
  }

  /// `message Batch { repeated Exposure exposures = 1; }`, and in an exposure `bytes data = 1;
  /// uint32 payload_type = 2, country = 3, state = 4; sint32 date = 5; uint32 risk_type = 6,
  /// risk_score = 7, risk_mechanism = 8`. What is 0 is left out.
  private static byte[] protobuf(int records) {
    var out = new ByteArrayOutputStream();
    try {
      SampleExposures.each(records, (score, data) -> {
        var exposure = new ByteArrayOutputStream();
        exposure.write(1 << 3 | 2);
        varint(exposure, data.length);
        exposure.writeBytes(data);
        field(exposure, 2, 0x10);
        field(exposure, 3, COUNTRY);
        field(exposure, 4, 0);
        field(exposure, 5, SampleExposures.DAY << 1);
        field(exposure, 6, 1);
        field(exposure, 7, score);
        field(exposure, 8, 2);
        out.write(1 << 3 | 2);
        varint(out, exposure.size());
        exposure.writeTo(out);
      });
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, int value) {
    if (value == 0) return;
    out.write(number << 3);
    varint(out, value);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    for (; left > 0x7F; left >>>= 7) out.write((left & 0x7F) | 0x80);
    out.write(left);
  }
}
