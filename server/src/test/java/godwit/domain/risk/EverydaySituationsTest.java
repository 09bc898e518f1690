package godwit.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of docs/risk.md: what each situation scores, and where a reader would expect
/// otherwise.
class EverydaySituationsTest {
  private static final Path PAGE = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../docs/risk.md")
      .normalize();
  private static final Pattern PHASE = Pattern.compile("(\\d+) (s|min) at −(\\d+)");
  private static final int ALERTS = 1_500;
  private static final int ADDS_UP = 100;

  /// A row of the table.
  record Situation(
      String words,
      String heard,
      int day,
      String briers,
      String buckets,
      String expected,
      String otherwise) {}

  static List<Situation> situations() throws IOException {
    List<Situation> situations = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length != 9 || !cells[3].matches("−?\\d+")) continue;
      situations.add(new Situation(
          cells[1],
          cells[2],
          Integer.parseInt(cells[3].replace('−', '-')),
          cells[4],
          cells[5],
          cells[6],
          cells[7]));
    }
    return situations;
  }

  @Test
  void thereAreFortyOfThem() throws IOException {
    assertEquals(40, situations().size());
    assertEquals(40, situations().stream().map(Situation::words).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("situations")
  void eachScoresWhatThePageSays(Situation situation) {
    int briers = score(situation, "briers-2020");
    int buckets = score(situation, "attenuation-buckets");
    assertEquals(situation.briers(), minutes(briers));
    assertEquals(situation.buckets(), minutes(buckets));
    List<String> otherwise = new ArrayList<>();
    if (!level(briers).equals(situation.expected())) otherwise.add("Briers");
    if (!level(buckets).equals(situation.expected())) otherwise.add("buckets");
    assertEquals(String.join(", ", otherwise), situation.otherwise());
  }

  private static int score(Situation situation, String mechanism) {
    Sections sections = new Sections();
    int seconds = 0;
    if (situation.heard().equals("date only")) sections.section(0x83, 1).raw(1);
    Matcher phase = PHASE.matcher(situation.heard());
    while (phase.find()) {
      int length = Integer.parseInt(phase.group(1)) * (phase.group(2).equals("min") ? 60 : 1);
      int step = length <= 120 ? 10 : 60;
      for (int at = 0; at < length; at += step) {
        sections.readings(seconds + at, -Integer.parseInt(phase.group(3)));
      }
      seconds += length;
    }
    assertTrue(seconds > 0 || situation.heard().equals("date only"), situation.heard());
    ContactScore score =
        new ContactScore(Scoring.of(mechanism, RiskParameters.DEFAULT, Calibration.NONE));
    assertTrue(ContactScoreTest.read(score, seconds, sections, new Sections()));
    return score.hundredths(seconds, situation.day());
  }

  private static String minutes(int hundredths) {
    return BigDecimal.valueOf(hundredths, 2).toPlainString();
  }

  private static String level(int hundredths) {
    if (hundredths >= ALERTS) return "alerts";
    return hundredths >= ADDS_UP ? "adds up" : "hardly";
  }
}
