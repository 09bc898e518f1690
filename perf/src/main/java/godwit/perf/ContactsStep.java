package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import java.io.IOException;
import java.util.List;

/// Contact events of phones: checked, scored, gathered, committed.
record ContactsStep(String name, Workload workload, Site site) implements Step {
  @Override
  public String key() {
    return "contacts";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public Sample measure() throws IOException {
    Site.Measured measured = site.measure(
        site.order("contacts", workload, Federation.A, site.a().ports().devices()),
        List.of(site.a()));
    double million = measured.million();
    return Sample.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("cpuSecondsPerMillion", measured.nodes().total() / million)
        .with("serverCpuSecondsPerMillion", measured.nodes().self() / million)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million);
  }
}
