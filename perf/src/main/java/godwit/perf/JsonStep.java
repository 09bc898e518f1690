package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/// Whether batches are accepted as JSON; there are no figures of that yet.
record JsonStep(Workload workload, Site site) {
  static final Map<String, Object> UNASKED = Map.of("available", false);

  Map<String, Object> ask() throws IOException {
    JsonObject answer = site.load()
        .ask(site.order("json", workload, Federation.A, site.a().ports().peers()), Bench.MAKING);
    return answer.getMap();
  }
}
