package godwit.perf.load;

import godwit.perf.worker.WorkerLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.Map;

/// The process that plays peers and phones.
public final class LoadMain {
  private LoadMain() {}

  public static void main(String[] args) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      LoadTasks tasks = new LoadTasks(vertx);
      WorkerLoop.run(Map.of(
          "make", tasks::make,
          "ingest", tasks::ingest,
          "untilGone", tasks::untilGone,
          "closed", tasks::closed,
          "open", tasks::open,
          "contacts", tasks::contacts,
          "relay", tasks::relay,
          "list", tasks::list,
          "makeJson", tasks::makeJson,
          "json", tasks::json));
    } finally {
      vertx.close();
    }
  }
}
