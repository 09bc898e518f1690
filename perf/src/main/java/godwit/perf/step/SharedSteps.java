package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The steps of the workloads that share their nodes, and the parts that those are held against.
///
/// @param limits the parts alone, which a pass measures first
public record SharedSteps(List<Step> limits, List<Step> steps) {
  private static final String PLAIN = "ingest-simple-identity";
  private static final String COMPRESSED = "ingest-mix-gzip";

  /// How the parts are measured.
  ///
  /// @param worker that measures them
  /// @param folder in which they have their database
  /// @param millis of each part but PostgreSQL's
  /// @param appendMillis of that
  public record Parts(Worker worker, Path folder, long millis, long appendMillis) {
    private LimitStep step(Limit limit, String name, Workload workload) {
      long time = limit == Limit.APPEND ? appendMillis : millis;
      return new LimitStep(limit, name, workload, worker, folder, time);
    }
  }

  /// Makes them.
  ///
  /// @param server the command that runs `godwit`, without arguments
  public static SharedSteps of(
      Map<String, Workload> workloads, List<String> server, Testbed testbed, Parts parts)
      throws IOException {
    List<LimitStep> inflate = inflate(workloads, parts);
    List<LimitStep> others = new ArrayList<>();
    for (Limit limit : Limit.values()) {
      if (limit == Limit.INFLATE) continue;
      others.add(parts.step(limit, "", Workload.read(PLAIN)));
    }
    SumOfParts sum = new SumOfParts(
        others.stream().filter(step -> step.limit().isOfUploads()).toList(), inflate);
    List<Step> limits = new ArrayList<>(inflate);
    limits.addAll(others);
    List<Step> steps = new ArrayList<>();
    workloads.forEach((name, workload) -> {
      if (workload instanceof Workload.Shared shared) {
        steps.add(step(name, shared, server, testbed, sum));
      }
    });
    return new SharedSteps(limits, steps);
  }

  private static List<LimitStep> inflate(Map<String, Workload> workloads, Parts parts)
      throws IOException {
    List<LimitStep> inflate = new ArrayList<>();
    workloads.forEach((name, workload) -> {
      if (workload instanceof Workload.Ingest ingest && ingest.gzip()) {
        inflate.add(parts.step(Limit.INFLATE, name, workload));
      }
    });
    return inflate.isEmpty()
        ? List.of(parts.step(Limit.INFLATE, COMPRESSED, Workload.read(COMPRESSED)))
        : inflate;
  }

  private static Step step(
      String name, Workload.Shared workload, List<String> server, Testbed testbed, SumOfParts sum) {
    return switch (workload) {
      case Workload.Ingest ingest -> new IngestStep(name, ingest, testbed, sum);
      case Workload.Small small -> new SmallStep(name, small, testbed);
      case Workload.Uploads uploads -> new UploadsStep(name, uploads, testbed);
      case Workload.Contacts _ -> new ContactsStep(name, workload, testbed);
      case Workload.Listing _ -> new ListStep(name, workload, testbed);
      case Workload.Delivery delivery -> new DeliveryStep(name, delivery, testbed);
      case Workload.Start _ -> new StartStep(name, workload, server, testbed);
      case Workload.Idle idle -> new IdleStep(name, idle, server, testbed);
      case Workload.Json _ -> new JsonStep(name, workload, testbed);
    };
  }
}
