package godwit.perf.limits;

import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.perf.load.BatchBody;
import godwit.perf.load.BodyCache;
import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.WorkerLoop;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// The process that runs the parts, each with the bytes that the server is sent.
public final class LimitsMain {
  private final BodyCache bodies = new BodyCache();
  private final Map<String, Part> parts = new HashMap<>();

  private LimitsMain() {}

  public static void main(String[] args) throws IOException {
    LimitsMain limits = new LimitsMain();
    try {
      WorkerLoop.run(Map.of("part", limits::part));
    } finally {
      for (Part part : limits.parts.values()) part.close();
    }
  }

  /* One that inflates is of its workload; the others do not look at what the bytes are. */
  private JsonObject part(JsonObject order) throws Exception {
    String key = order.getString("name") + order.getString("workload");
    Optional<Part> made = Optional.ofNullable(parts.get(key));
    Part part = made.isPresent() ? made.get() : make(order);
    parts.put(key, part);
    Part.Amount amount = part.run(TimeUnit.MILLISECONDS.toNanos(order.getLong("millis")));
    return new JsonObject()
        .put("bytes", amount.bytes())
        .put("seconds", amount.seconds())
        .put("cpuSeconds", amount.cpuSeconds());
  }

  private Part make(JsonObject order) throws Exception {
    byte[] body = body((Workload.Ingest) Workload.ofJson(order.getString("workload")));
    Path folder = Path.of(order.getString("folder"));
    return switch (order.getString("name")) {
      case "inflate" -> new InflatePart(body);
      case "inflateReference" -> new InflatePart(ReferenceRecords.gzip());
      case "tls" ->
        new UnwrapPart(body, folder.resolve("pki"), FederationFolder.stem(FederationFolder.A));
      case "sha256" -> HashParts.sha256(body);
      case "crc32c" -> HashParts.crc32c(body);
      case "append" -> new AppendPart(body, folder.resolve("data").resolve("limits"));
      case "loopback" -> new LoopbackPart();
      default -> throw new IllegalArgumentException("no part " + order.getString("name"));
    };
  }

  private byte[] body(Workload.Ingest ingest) {
    BatchBody made = bodies.of(ingest.mix(), ingest.records(), ingest.gzip(), FederationFolder.A);
    BatchBody.Stamped stamped = made.stamp(new Preamble(
        Magic.EXPOSURES, 0, new UUID(0, 0), FederationFolder.SENDER, FederationFolder.A, 0));
    byte[] shared = made.shared();
    byte[] body = new byte[(int) made.wireBytes(stamped)];
    System.arraycopy(stamped.head(), 0, body, 0, stamped.head().length);
    System.arraycopy(shared, 0, body, stamped.head().length, shared.length);
    System.arraycopy(
        stamped.tail(), 0, body, body.length - stamped.tail().length, stamped.tail().length);
    return body;
  }
}
