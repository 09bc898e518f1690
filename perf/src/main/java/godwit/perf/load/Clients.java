package godwit.perf.load;

import godwit.codec.payload.RoutingCode;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// What all tasks of the load share: an event loop, connections that stay open, bodies once made.
final class Clients {
  private static final int PATIENCE_SECONDS = 300;
  private static final int CONFIRMED_TEST = 1;

  private final Vertx vertx;
  private final Context context;
  private final BodyCache bodies = new BodyCache();
  private final Map<Path, Connector> connectors = new HashMap<>();

  Clients(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  Vertx vertx() {
    return vertx;
  }

  Context context() {
    return context;
  }

  BodyCache bodies() {
    return bodies;
  }

  /// A token under a code of its own.
  String token(JsonObject order) throws Exception {
    JsonObject confirmed = new JsonObject()
        .put("riskType", CONFIRMED_TEST)
        .put("testDate", LocalDate.now(ZoneOffset.UTC).toString())
        .put("crossBorder", true);
    HttpConnection staff = await(() -> connector(order).plain(order.getInteger("ops")));
    String code = await(() -> staff.send(Requests.post(
            "/admin/code", "X-Godwit-Admin: 1\r\n", "application/json", confirmed.toBuffer())))
        .require(201, "a code")
        .getString("code");
    HttpConnection phone = connections(order, 1).getFirst();
    Buffer body = new JsonObject().put("code", code).toBuffer();
    return await(() -> phone.send(Requests.post("/authorisation", "", "application/json", body)))
        .require(201, "an authorisation")
        .getString("token");
  }

  /// Open connections of the sender.
  List<HttpConnection> connections(JsonObject order, int count) throws Exception {
    return await(() -> connector(order).secure(order.getInteger("port"), count));
  }

  /// What opens connections with the sender's certificate.
  Connector connector(JsonObject order) {
    return connectors.computeIfAbsent(
        Path.of(order.getString("pki")),
        pki -> new Connector(vertx, pki, FederationFolder.stem(FederationFolder.SENDER)));
  }

  /// What an order is about.
  static Workload workload(JsonObject order) throws IOException {
    return Workload.ofJson(order.getString("workload"));
  }

  /// Whom batches are for.
  static RoutingCode code(JsonObject order) {
    String path = order.getString("destination");
    int slash = path.indexOf('/');
    return RoutingCode.nation(
        Integer.parseInt(path.substring(0, slash)), Integer.parseInt(path.substring(slash + 1)));
  }

  /// Does something on the one event loop that all connections belong to, and waits for it.
  <T> T await(Supplier<Future<T>> work) throws Exception {
    return await(work, PATIENCE_SECONDS);
  }

  /// The same for what takes longer.
  <T> T await(Supplier<Future<T>> work, int seconds) throws Exception {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> {
      try {
        work.get().onComplete(done);
      } catch (RuntimeException failure) {
        done.fail(failure);
      }
    });
    try {
      return done.future().toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException late) {
      throw new IOException("not done after " + seconds + " s", late);
    }
  }
}
