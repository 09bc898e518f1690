package godwit.perf.trial;

import godwit.perf.load.Mix;
import godwit.perf.load.Workload;
import godwit.perf.step.Testbed;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import java.io.IOException;
import java.util.List;

/// Large batches of Herald Simple for a node that a step has for itself.
record LargeBatches(Nodes.Own node, int records, int connections) {
  /// Sends so many, and waits until the node has no more to do about them.
  Testbed.Measured send(int batches) throws IOException {
    return send(new Workload.Ingest(Mix.SIMPLE, false, records, batches, connections, 0));
  }

  private Testbed.Measured send(Workload.Ingest load) throws IOException {
    Testbed testbed = node.testbed();
    testbed
        .load()
        .ask(testbed.order("make", load, FederationFolder.C, node.ports().peers()), Worker.MAKING);
    return testbed.measure(
        testbed.order("ingest", load, FederationFolder.C, node.ports().peers()),
        List.of(testbed.a()));
  }
}
