package godwit.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.filter.FilterWriter;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a phone downloads a day in a nation's worst week: the table of docs/performance.md, with
/// its working.
class PhoneDownloadsTest {
  /* Of those who test positive, how many upload; and how many contacts an upload shares. */
  private static final double UPLOADING = 0.2;
  private static final int CONTACTS = 40;
  private static final int IDENTIFIER_BYTES = 16;
  private static final int SCORE_BYTES = 2;

  /* A block of a set that was mixed has this many records or more in a week like that. */
  private static final int RECORDS_OF_A_BLOCK = 500;

  /* Of the field's key server: 0.56 MB a day for 1,250 cases, each with its keys of 14 days. */
  private static final double KEY_FILE_BYTES_OF_A_CASE = 0.56e6 / 1_250;

  /// @param cases a day in the worst week, rounded from the nations' own counts
  /// @param state the share of the largest state that has an authority of its own
  private record Nation(String name, int cases, double state) {}

  private static final List<Nation> NATIONS = List.of(
      new Nation("Norway, February 2022", 20_000, 1),
      new Nation("France, January 2022", 350_000, 1),
      new Nation("Germany, March 2022", 220_000, 0.215),
      new Nation("India, May 2021", 390_000, 0.17));

  @Test
  void theTableIsThat() throws IOException {
    String page = Files.readString(Path.of("../docs/performance.md"), UTF_8);
    for (Nation nation : NATIONS) {
      String row = row(nation);
      assertTrue(page.contains(row), row);
    }
  }

  @Test
  void aStateOfAHundredthDownloadsHardlyMoreThanAHundredth() {
    double whole = pageBytes(220_000 * UPLOADING * CONTACTS);
    double part = pageBytes(220_000 * UPLOADING * CONTACTS * 0.01);
    assertTrue(part <= 0.015 * whole, part + " of " + whole);
  }

  private static String row(Nation nation) {
    double exposures = nation.cases() * UPLOADING * CONTACTS;
    double own = exposures * nation.state();
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %.0f %% | %s | %s | %s | %s |",
        nation.name(),
        nation.cases(),
        nation.state() * 100,
        megabytes(nation.cases() * UPLOADING * KEY_FILE_BYTES_OF_A_CASE),
        megabytes(pageBytes(exposures)),
        megabytes(pageBytes(own)),
        megabytes(filterBytes(own)));
  }

  /* Pages of a day: 288 sets, each with a preamble and an end block, signed. */
  private static double pageBytes(double exposures) {
    double frames = 288.0
        * (BatchLayout.PREAMBLE_BYTES + BatchLayout.HEADER_BYTES + BatchLayout.END_SIGNED_BYTES);
    double blocks = Math.ceil(exposures / RECORDS_OF_A_BLOCK) * BatchLayout.HEADER_BYTES;
    return exposures * (SCORE_BYTES + IDENTIFIER_BYTES) + blocks + Math.min(frames, blocks);
  }

  /* One filter and one bucket. What a filter takes an identifier is taken from one that is made. */
  private static double filterBytes(double exposures) {
    int sample = 200_000;
    FilterWriter writer = new FilterWriter(new Random(1).longs(sample).toArray(), sample);
    byte[] none = new byte[16];
    byte[] filter = writer.finish(
        new FilterWriter.Head(new UUID(0, 0), RoutingCode.nation(1, 0), 0x80, 0, none, 1, none),
        _ -> Optional.empty());
    return exposures * filter.length / sample + FilterMaker.BUCKET_BYTES;
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / 1e6);
  }
}
