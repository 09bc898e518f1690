package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessTree.Cpu;
import godwit.perf.worker.ServerProcess;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// What a node costs that nobody asks anything.
final class IdleStep implements Step {
  private final String name;
  private final Workload.Idle workload;
  private final Site site;

  IdleStep(String name, Workload.Idle workload, Site site) {
    this.name = name;
    this.workload = workload;
    this.site = site;
  }

  @Override
  public String key() {
    return "idle";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public Sample measure() throws IOException {
    ServerProcess node = site.a().process();
    Cpu before = node.cpu();
    try {
      TimeUnit.SECONDS.sleep(workload.seconds());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
    Cpu used = node.cpu().minus(before);
    return Sample.empty()
        .with("percentOfACore", 100 * used.total() / workload.seconds())
        .with("serverPercentOfACore", 100 * used.self() / workload.seconds())
        .with("databasePercentOfACore", 100 * used.below() / workload.seconds());
  }
}
