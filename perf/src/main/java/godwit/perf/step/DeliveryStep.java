package godwit.perf.step;

import godwit.codec.payload.RoutingCode;
import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import java.io.IOException;
import java.util.List;

/// Batches that A relays to B, and what of their cost is the delivery.
///
/// The same batches are sent three ways: to A for B until B has them all, to A for A, and to B for
/// B. The first less the second is what delivering costs on both nodes; the third is what B would
/// spend if the sender came to B itself. The ways take turns, so that a disturbance meets all
/// three.
///
/// Nothing else has B do anything, so that both are warmed up by all three ways first.
final class DeliveryStep implements Step {
  private static final double RATIO = 1.6;

  private final String name;
  private final Workload.Delivery workload;
  private final Testbed testbed;
  private boolean warm;

  DeliveryStep(String name, Workload.Delivery workload, Testbed testbed) {
    this.name = name;
    this.workload = workload;
    this.testbed = testbed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("ratio", RATIO));
  }

  /* What each way came to. */
  private record Ways(Sums relayed, Sums toA, Sums toB) {}

  @Override
  public PassFigures measure() throws IOException {
    if (!warm) {
      send(workload.warmUpRounds());
      warm = true;
    }
    Ways ways = send(workload.rounds());
    double both = ways.relayed.total();
    double delivery = both - ways.toA.total();
    double destination = ways.toB.total();
    return PassFigures.empty()
        .with("perSecond", ways.relayed.perSecond())
        .with("cpuSecondsPerMillion", delivery)
        .with("bothNodesCpuSecondsPerMillion", both)
        .with("relayServerCpuSecondsPerMillion", ways.relayed.server(0) - ways.toA.server(0))
        .with("relayDatabaseCpuSecondsPerMillion", ways.relayed.database(0) - ways.toA.database(0))
        .with("destinationServerCpuSecondsPerMillion", ways.relayed.server(1))
        .with("destinationDatabaseCpuSecondsPerMillion", ways.relayed.database(1))
        .with("ingestAtRelayCpuSecondsPerMillion", ways.toA.total())
        .with("ingestAtDestinationCpuSecondsPerMillion", destination)
        .with("ingestAtDestinationDatabaseCpuSecondsPerMillion", ways.toB.database(0))
        .with("ratio", delivery / destination)
        .with("ratioWithoutSubtraction", both / destination);
  }

  private Ways send(int rounds) throws IOException {
    Testbed.Running a = testbed.a();
    Testbed.Running b = testbed.b().orElseThrow();
    Ways ways = new Ways(new Sums(), new Sums(), new Sums());
    for (int round = 0; round < rounds; round++) {
      ways.relayed.add(send("relay", FederationFolder.B, a, List.of(a, b)));
      ways.toA.add(send("ingest", FederationFolder.A, a, List.of(a)));
      ways.toB.add(send("ingest", FederationFolder.B, b, List.of(b)));
    }
    return ways;
  }

  private Testbed.Measured send(
      String task, RoutingCode destination, Testbed.Running to, List<Testbed.Running> counted)
      throws IOException {
    return testbed.measure(testbed.order(task, workload, destination, to.ports().peers()), counted);
  }
}
