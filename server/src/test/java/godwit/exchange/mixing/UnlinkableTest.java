package godwit.exchange.mixing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.domain.MixPolicy;
import godwit.exchange.mixing.MixedDay.Read;
import godwit.exchange.mixing.MixedDay.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

/// How much better than chance somebody who reads all that leaves can guess which exposures came
/// with one upload. The figures of docs/privacy.md are these.
class UnlinkableTest {
  private static final Path PAGE = Path.of("../docs/privacy.md");
  private static final double[] RATES = {0.1, 1, 10};
  private static final Share MOST = new Share(0.01, 1);
  private static final Share RARE = new Share(0, 0.01);
  private static final int SEED = 20_261_121;
  private static final int SAMPLES = 20_000;
  private static final int ENOUGH = 1_500;

  private final SplittableRandom random = new SplittableRandom(7);

  /* Pairs of records: how many there are, and how many of them are one upload's. */
  private record Pairs(double all, double ofOneUpload) {
    double hits() {
      return all == 0 ? 0 : ofOneUpload / all;
    }
  }

  @Test
  void thePageSaysWhatAReaderCanGuess() throws IOException {
    List<String> rows = new ArrayList<>();
    for (double rate : RATES) {
      MixedDay most = day(rate, MOST);
      MixedDay rare = day(rate, RARE);
      rows.add(row(rate, "99 %", most, rare));
      rows.add(row(rate, "1 %", rare, most));
    }
    String page = Files.readString(PAGE);
    assertTrue(rows.stream().allMatch(page::contains), () -> String.join("\n", rows));
  }

  @Test
  void theOrderTellsNothingAndTheOneOfArrivalWouldTellAll() {
    MixedDay day = day(1, MOST);
    for (boolean sameHeader : new boolean[] {true, false}) {
      BiPredicate<Read, Read> pairs =
          (one, other) -> (one.header() == other.header()) == sameHeader;
      assertEquals(0.5, better(day, pairs, UnlinkableTest::apart), 0.02);
      double arrival =
          better(day, pairs, (one, other) -> Math.abs(one.arrived() - other.arrived()));
      assertTrue(arrival > 0.58, () -> "this test would not see an order: " + arrival);
    }
  }

  @Test
  void noSetOfEnoughCasesTellsMuch() {
    MixedDay day = day(1, MOST);
    Pairs inSets = inSets(day);
    assertTrue(inSets.hits() < 0.25, inSets::toString);
    /* The last of the day, after which nobody comes. */
    assertTrue(day.cases().stream().filter(cases -> cases < 5).count() <= 1);
  }

  private static MixedDay day(double rate, Share share) {
    return new MixedDay(MixPolicy.DEFAULT, rate, share, SEED);
  }

  private String row(double rate, String share, MixedDay day, MixedDay other) {
    List<Integer> cases = day.cases().stream().sorted().toList();
    double few = cases.stream().filter(each -> each < 5).count() / (double) cases.size();
    BiPredicate<Read, Read> same = (one, two) -> one.header() == two.header();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %.0f %% | %.3f %% | %.1f %% | %.1f %% | %s | %s | %s |",
        rate < 1 ? "0.1" : String.valueOf((int) rate),
        share,
        cases.size(),
        cases.get(cases.size() / 2),
        100 * few,
        100 * ofTheDay(day).hits(),
        100 * inSets(day).hits(),
        100 * across(day, other).hits(),
        text(better(day, same, UnlinkableTest::apart)),
        text(better(day, same.negate(), UnlinkableTest::apart)),
        text(better(
            day,
            (one, two) -> one.date() == two.date(),
            (one, two) -> Math.abs(Math.log(one.score()) - Math.log(two.score())))));
  }

  /* Pairs of a record of one destination and one of the other, of sets that may have an upload in
   * common: each set with those of the other that left since the one before it. */
  private static Pairs across(MixedDay day, MixedDay other) {
    boolean rarer = day.sets().size() <= other.sets().size();
    MixedDay seldom = rarer ? day : other;
    MixedDay often = rarer ? other : day;
    double all = 0;
    double hits = 0;
    Instant before = Instant.MIN;
    for (int set = 0; set < seldom.sets().size(); set++) {
      Instant tick = seldom.ticks().get(set);
      for (int match = 0; match < often.sets().size(); match++) {
        Instant left = often.ticks().get(match);
        if (!left.isAfter(before) || left.isAfter(tick)) continue;
        Map<Integer, Integer> uploads = uploads(often.sets().get(match));
        for (Read each : seldom.sets().get(set)) hits += uploads.getOrDefault(each.upload(), 0);
        all += (double) seldom.sets().get(set).size() * often.sets().get(match).size();
      }
      before = tick;
    }
    return new Pairs(all, hits);
  }

  private static String text(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.2f", share);
  }

  /// All pairs of the day.
  private static Pairs ofTheDay(MixedDay day) {
    return pairs(day.sets().stream().flatMap(List::stream).toList());
  }

  /// Pairs that left in one set: those of one upload are all among them.
  private static Pairs inSets(MixedDay day) {
    return day.sets().stream()
        .map(UnlinkableTest::pairs)
        .reduce(
            new Pairs(0, 0),
            (one, other) ->
                new Pairs(one.all() + other.all(), one.ofOneUpload() + other.ofOneUpload()));
  }

  private static Pairs pairs(List<Read> records) {
    return new Pairs(
        of(records.size()),
        uploads(records).values().stream().mapToDouble(UnlinkableTest::of).sum());
  }

  private static Map<Integer, Integer> uploads(List<Read> records) {
    Map<Integer, Integer> uploads = new HashMap<>();
    for (Read each : records) uploads.merge(each.upload(), 1, Integer::sum);
    return uploads;
  }

  private static double of(double records) {
    return records * (records - 1) / 2;
  }

  private static double apart(Read one, Read other) {
    return Math.abs(one.place() - other.place());
  }

  /* How often, of two pairs of one set, one of them of one upload, that one is the closer: the best
   * that a guess by closeness can do. A half is chance. Sets are drawn by their size. */
  private double better(
      MixedDay day, BiPredicate<Read, Read> pairs, ToDoubleBiFunction<Read, Read> apart) {
    List<List<Read>> sets = new ArrayList<>();
    for (List<Read> set : day.sets()) {
      for (int record = 0; record < set.size(); record++) sets.add(set);
    }
    Set<Read> compared = new HashSet<>();
    double closer = 0;
    int samples = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      List<Read> set = sets.get(random.nextInt(sets.size()));
      Read one = set.get(random.nextInt(set.size()));
      List<Read> same = new ArrayList<>();
      List<Read> different = new ArrayList<>();
      for (Read other : set) {
        if (other.equals(one) || !pairs.test(one, other)) continue;
        (other.upload() == one.upload() ? same : different).add(other);
      }
      if (same.isEmpty() || different.isEmpty()) continue;
      double near = apart.applyAsDouble(one, same.get(random.nextInt(same.size())));
      double far = apart.applyAsDouble(one, different.get(random.nextInt(different.size())));
      closer += near < far ? 1 : near == far ? 0.5 : 0;
      samples++;
      compared.add(one);
    }
    return compared.size() < ENOUGH ? Double.NaN : closer / samples;
  }
}
