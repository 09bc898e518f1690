package godwit.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/// Counts the answers of one listener by their status; one an event loop.
///
/// - shape: `godwit.http.responses` by listener and status
/// - source: docs/operating.md, "Metrics"
public final class ResponseMeters implements Handler<RoutingContext> {
  private final MeterRegistry registry;
  private final String listener;
  private final Map<Integer, Counter> counters = new HashMap<>();

  /// @param listener peers, devices or ops
  public ResponseMeters(MeterRegistry registry, String listener) {
    this.registry = registry;
    this.listener = listener;
  }

  @Override
  public void handle(RoutingContext context) {
    context.addEndHandler(_ -> counter(context.response().getStatusCode()).increment());
    context.next();
  }

  private Counter counter(int status) {
    return counters.computeIfAbsent(
        status,
        code ->
            registry.counter("godwit.http.responses", "listener", listener, "status", "" + code));
  }
}
