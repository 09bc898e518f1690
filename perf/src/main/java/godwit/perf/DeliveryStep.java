package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import java.io.IOException;
import java.util.List;

/// Batches that A relays to B, and what of their cost is the delivery.
///
/// The same batches are sent three ways: to A for B until B has them all, to A for A, and to B for
/// B. The first less the second is what delivering costs on both nodes; the third is what B would
/// spend if the sender came to B itself.
///
/// Nothing else has B do anything: it is warmed up first, as A is by all that comes before.
final class DeliveryStep implements Step {
  private static final double RATIO = 1.6;
  /* By then compilers are done with most: with two rounds they took a fifth of both nodes' time. */
  private static final int WARM_UP_ROUNDS = 8;

  private final String name;
  private final Workload.Delivery workload;
  private final Site site;
  private boolean warm;

  DeliveryStep(String name, Workload.Delivery workload, Site site) {
    this.name = name;
    this.workload = workload;
    this.site = site;
  }

  @Override
  public String key() {
    return "delivery";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("ratio", RATIO));
  }

  @Override
  public Sample measure() throws IOException {
    Site.Running b = site.b().orElseThrow();
    int portOfA = site.a().ports().peers();
    int portOfB = b.ports().peers();
    if (!warm) {
      var rounds = new Workload.Delivery(
          workload.records(), workload.batches() * WARM_UP_ROUNDS, workload.connections());
      site.measure(site.order("relay", rounds, Federation.B, portOfA), List.of(site.a(), b));
      warm = true;
    }
    Site.Measured relayed =
        site.measure(site.order("relay", workload, Federation.B, portOfA), List.of(site.a(), b));
    Site.Measured toA =
        site.measure(site.order("ingest", workload, Federation.A, portOfA), List.of(site.a()));
    Site.Measured toB =
        site.measure(site.order("ingest", workload, Federation.B, portOfB), List.of(b));
    double million = relayed.million();
    double both = relayed.nodes().total() / million;
    double direct = toA.nodes().total() / million;
    double destination = toB.nodes().total() / million;
    return Sample.empty()
        .with("perSecond", million * 1e6 / relayed.seconds())
        .with("cpuSecondsPerMillion", both - direct)
        .with("bothNodesCpuSecondsPerMillion", both)
        .with("ingestAtRelayCpuSecondsPerMillion", direct)
        .with("ingestAtDestinationCpuSecondsPerMillion", destination)
        .with("ratio", (both - direct) / destination)
        .with("ratioWithoutSubtraction", both / destination);
  }
}
