package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessTree.Cpu;
import godwit.perf.worker.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a node costs that nobody asks anything.
final class IdleStep implements Step {
  private static final int SETTLING_SECONDS = 10;

  private final String name;
  private final Workload.Idle workload;
  private final List<String> server;
  private final Testbed testbed;

  /// @param server the command that runs `godwit`, without arguments
  IdleStep(String name, Workload.Idle workload, List<String> server, Testbed testbed) {
    this.name = name;
    this.workload = workload;
    this.server = server;
    this.testbed = testbed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("percentOfACore", 1));
  }

  @Override
  public boolean isWarmedUp() {
    return false; // each time a process of its own
  }

  @Override
  public PassFigures measure() throws IOException {
    Cpu used;
    try (var node = ServerProcess.start(server, testbed.federation().started())) {
      node.awaitReady();
      TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
      Cpu before = node.cpu();
      TimeUnit.SECONDS.sleep(workload.seconds());
      used = node.cpu().minus(before);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
    return PassFigures.empty()
        .with("percentOfACore", 100 * used.total() / workload.seconds())
        .with("serverPercentOfACore", 100 * used.self() / workload.seconds())
        .with("databasePercentOfACore", 100 * used.below() / workload.seconds());
  }
}
