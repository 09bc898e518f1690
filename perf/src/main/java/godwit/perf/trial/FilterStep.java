package godwit.perf.trial;

import godwit.codec.filter.FilterLayout;
import godwit.codec.filter.FilterWriter;
import godwit.codec.filter.MembershipFilter;
import godwit.codec.payload.RoutingCode;
import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/// How many bytes a membership filter takes, how long it takes to make and to ask, and how often it
/// is wrong: identifiers that are among the exposures, all of them, and many more that are not.
record FilterStep(String name, Trial.Filter trial) implements Step {
  private static final int AT_ONCE = 2_000_000;
  private static final int TESTED_A_DAY = 2_016; // 96 a day of 21 days
  private static final double MILLIS = 1e6;

  /* Passes differ in their identifiers, and a run can be repeated. */
  private static int pass;

  @Override
  public List<Bar> bars() {
    return List.of(
        Bar.most("bytesEach", 2.7), Bar.most("missed", 0), Bar.least("daysToAFalseHit", 256));
  }

  @Override
  public boolean isWarmedUp() {
    return false;
  }

  @Override
  public PassFigures measure() throws IOException {
    SplittableRandom random = new SplittableRandom(++pass);
    long[] members = random.longs(trial.identifiers()).toArray();
    long start = System.nanoTime();
    byte[] bytes = filter(members);
    double making = (System.nanoTime() - start) / MILLIS;
    MembershipFilter filter = MembershipFilter.read(bytes);
    int missed = members.length - filter.hits(members).cardinality();
    long found = 0;
    for (long left = trial.trials(); left > 0; left -= AT_ONCE) {
      int some = (int) Math.min(left, AT_ONCE);
      found += filter.hits(random.longs(some).toArray()).cardinality();
    }
    start = System.nanoTime();
    int day = filter.hits(random.longs(TESTED_A_DAY).toArray()).cardinality();
    double asking = (System.nanoTime() - start) / MILLIS;
    double rate = (double) Math.max(1, found) / trial.trials();
    return PassFigures.empty()
        .with("bytesEach", (double) bytes.length / members.length)
        .with("missed", missed)
        .with("found", (double) found)
        .with("expected", (double) trial.trials() / FilterLayout.ONE_IN)
        .with("daysToAFalseHit", 1 / (rate * TESTED_A_DAY))
        .with("makingMillis", making)
        .with("askingMillis", asking)
        .with("foundOfADay", day);
  }

  private static byte[] filter(long[] members) {
    FilterWriter writer = new FilterWriter(members.clone(), members.length);
    byte[] none = new byte[16];
    var head =
        new FilterWriter.Head(new UUID(0, 0), RoutingCode.nation(578, 0), 0x80, 0, none, 1, none);
    return writer.finish(head, _ -> Optional.empty());
  }
}
