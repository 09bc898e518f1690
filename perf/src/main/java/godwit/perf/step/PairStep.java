package godwit.perf.step;

import godwit.codec.payload.RoutingCode;
import godwit.perf.load.Mix;
import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessTree.Cpu;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import java.io.IOException;
import java.util.List;

/// What two builds of the server spend on the same batches, one right after the other.
///
/// In every second pair the other build comes first. Both are warmed up alike before the first.
public final class PairStep implements Step {
  private static final int LARGE = 1_000_000;
  private static final int SMALLER = 5_000;

  private final String name;
  private final Load load;
  private final Testbed mine;
  private final Testbed beside;
  private boolean warm;
  private boolean besideFirst;

  /* What is sent in a pair, and how often that at most before the first. */
  private record Load(Workload workload, boolean relayed, int warmUps) {}

  private PairStep(String name, Load load, Testbed mine, Testbed beside) {
    this.name = name;
    this.load = load;
    this.mine = mine;
    this.beside = beside;
  }

  /// The pairs that compare two builds: delivery, ingest of large batches, and ingest of batches of
  /// the field's default size.
  ///
  /// @param mine the nodes of this build
  /// @param beside those of the other
  /// @param batches large ones of either in a pair, and half as many exposures in smaller ones
  /// @param warmUps how often at most both get them before the first pair, the smaller ones twice
  ///   as often
  public static List<Step> of(Testbed mine, Testbed beside, int batches, int warmUps) {
    var large = new Workload.Ingest(Mix.SIMPLE, false, LARGE, batches, 2, 0);
    var smaller =
        new Workload.Ingest(Mix.SIMPLE, true, SMALLER, batches * (LARGE / SMALLER) / 2, 4, 0);
    var delivery = new Workload.Delivery(LARGE, 0, 1, batches, 2);
    return List.of(
        new PairStep("delivery", new Load(delivery, true, warmUps), mine, beside),
        new PairStep("ingest", new Load(large, false, warmUps), mine, beside),
        new PairStep("ingest-5000-gzip", new Load(smaller, false, 2 * warmUps), mine, beside));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PassFigures measure() throws IOException {
    if (!warm) {
      WarmUp.run(
          load.warmUps(), () -> Math.max(WarmUp.part(send(mine)), WarmUp.part(send(beside))));
    }
    warm = true;
    besideFirst = !besideFirst;
    Testbed.Measured first = send(besideFirst ? beside : mine);
    Testbed.Measured second = send(besideFirst ? mine : beside);
    Testbed.Measured ours = besideFirst ? second : first;
    Testbed.Measured theirs = besideFirst ? first : second;
    Cpu our = ours.nodes();
    Cpu their = theirs.nodes();
    return PassFigures.empty()
        .with("ratio", our.total() / ours.million() / (their.total() / theirs.million()))
        .with("cpuSecondsPerMillion", our.total() / ours.million())
        .with("besideCpuSecondsPerMillion", their.total() / theirs.million())
        .with("serverRatio", our.self() / their.self())
        .with("databaseRatio", our.below() / their.below())
        .with("compilersPart", WarmUp.part(ours))
        .with("besideCompilersPart", WarmUp.part(theirs));
  }

  private Testbed.Measured send(Testbed testbed) throws IOException {
    RoutingCode destination = load.relayed() ? FederationFolder.B : FederationFolder.A;
    int port = testbed.a().ports().peers();
    var workload = load.workload();
    if (workload instanceof Workload.Ingest) {
      testbed.load().ask(testbed.order("make", workload, destination, port), Worker.MAKING);
    }
    return testbed.measure(
        testbed.order(load.relayed() ? "relay" : "ingest", workload, destination, port),
        load.relayed() ? List.of(testbed.a(), testbed.b().orElseThrow()) : List.of(testbed.a()));
  }

  /// What came of all pairs of one workload.
  ///
  /// @param ratio this build's processor time by the other's
  public record Compared(
      String workload, int pairs, Summary.Spread ratio, MedianInterval interval) {
    private static final double MOST = 1.1;

    /// Whether this build is as cheap as the other, as far as so many pairs can tell.
    public boolean isAsCheap() {
      return interval.low() <= 1 || ratio.median() <= MOST;
    }
  }

  /// Sums up its pairs.
  public Compared compared(List<PassFigures> pairs) {
    List<Double> ratios = pairs.stream().map(pair -> pair.figure("ratio")).toList();
    return new Compared(key(), ratios.size(), Summary.Spread.of(ratios), MedianInterval.of(ratios));
  }
}
