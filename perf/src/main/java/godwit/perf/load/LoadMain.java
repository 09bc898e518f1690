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
      Clients clients = new Clients(vertx);
      LoadTasks tasks = new LoadTasks(clients);
      TrialTasks trials = new TrialTasks(clients);
      WorkerLoop.run(Map.ofEntries(
          Map.entry("make", tasks::make),
          Map.entry("ingest", tasks::ingest),
          Map.entry("untilGone", tasks::untilGone),
          Map.entry("closed", tasks::closed),
          Map.entry("open", tasks::open),
          Map.entry("patients", tasks::patients),
          Map.entry("contacts", tasks::contacts),
          Map.entry("uploads", tasks::uploads),
          Map.entry("relay", tasks::relay),
          Map.entry("list", tasks::list),
          Map.entry("makeJson", tasks::makeJson),
          Map.entry("json", tasks::json),
          Map.entry("soak", trials::soak),
          Map.entry("trickle", trials::trickle),
          Map.entry("long", trials::longBody),
          Map.entry("hold", trials::hold),
          Map.entry("release", trials::release),
          Map.entry("handshakes", trials::handshakes)));
    } finally {
      vertx.close();
    }
  }
}
