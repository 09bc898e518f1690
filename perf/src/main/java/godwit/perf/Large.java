package godwit.perf;

import godwit.perf.load.Mix;
import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import java.io.IOException;
import java.util.List;

/// Large batches of Herald Simple for a node that a step has for itself.
record Large(Nodes.Own node, int records, int connections) {
  /// Sends so many, and waits until the node has no more to do about them.
  Site.Measured send(int batches) throws IOException {
    return send(new Workload.Ingest(Mix.SIMPLE, false, records, batches, connections));
  }

  private Site.Measured send(Workload.Ingest load) throws IOException {
    Site site = node.site();
    site.load().ask(site.order("make", load, Federation.C, node.ports().peers()), Bench.MAKING);
    return site.measure(
        site.order("ingest", load, Federation.C, node.ports().peers()), List.of(site.a()));
  }
}
