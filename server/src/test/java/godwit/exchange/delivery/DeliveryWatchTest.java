package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.exchange.Federation;
import godwit.fixture.LogLines;
import godwit.store.TestDatabases;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is measured and warned of while exposures wait.
class DeliveryWatchTest {
  private static final int SIMPLE = 0x10;

  @TempDir
  Path folder;

  private OutboxFixture node;
  private PeerServer peer;
  private LogLines lines;
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    peer = node.server(BRITAIN);
    lines = LogLines.of(DeliveryWatch.class);
  }

  @AfterEach
  void close() {
    lines.close();
    node.close();
  }

  @Test
  void theTimeFromUploadToReceiptIsMeasured() throws Exception {
    node.commit(BRITAIN, SIMPLE, 1);
    node.query("update portion set uploaded_at = now() - interval '100 minutes'");
    start();
    node.until(() -> crossings().count() == 1);
    double minutes = crossings().totalTime(TimeUnit.SECONDS) / 60;
    assertTrue(minutes >= 100 && minutes < 101, "minutes=" + minutes);
  }

  @Test
  void whatWaitsForLongIsWarnedOfLongBeforeFourHours() throws Exception {
    peer.posts.add(peer.answers(503, ""));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    node.until(() -> !node.rows().isEmpty() && node.rows().getFirst().getInteger("attempts") == 1);
    node.query("update outgoing set next_try = now() + interval '1 hour'");
    node.query("update portion set received_at = now() - interval '59 minutes'");
    look(outbox);
    node.until(() -> age() > 3_500);
    assertEquals(List.of(), outbox.warnings());
    node.query("update portion set received_at = now() - interval '61 minutes'");
    look(outbox);
    node.until(() -> !outbox.warnings().isEmpty());
    String warning = "the oldest exposure for 826/0 has waited for 61 min and is not delivered;"
        + " it is to be there within 4 h";
    assertEquals(List.of(warning), outbox.warnings());
    assertEquals(List.of("WARN " + warning), lines.taken());
    assertEquals(1, batches("waiting"));
    node.query("update portion set received_at = now() - interval '241 minutes'");
    ahead = ahead.plusMinutes(31);
    look(outbox);
    node.until(() -> !lines.all().isEmpty());
    assertTrue(lines.taken().getFirst().startsWith("ERROR the oldest exposure for 826/0"));
    node.query("update outgoing set next_try = now()");
    outbox.wake();
    node.settled("delivered");
    look(outbox);
    node.until(() -> age() == 0 && outbox.warnings().isEmpty());
    assertEquals(0, batches("waiting"));
  }

  @Test
  void whatWasPutAsideIsCountedAndDoesNotAge() throws Exception {
    peer.posts.add(peer.answers(400, "{\"type\":\"urn:hix:problem:bad-crc\"}"));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    node.settled("refused");
    look(outbox);
    node.until(() -> batches("quarantined") == 1);
    assertEquals(0, age());
    assertEquals(
        1,
        node.metrics.counter("godwit.deliveries.refused", "problem", "bad-crc").count());
  }

  private void look(Outbox outbox) {
    ahead = ahead.plusSeconds(16);
    outbox.wake();
  }

  private double age() {
    return node.metrics
        .get("godwit.undelivered.age")
        .tag("peer", "826/0")
        .gauge()
        .value();
  }

  private double batches(String state) {
    return node.metrics
        .get("godwit.undelivered.batches")
        .tag("peer", "826/0")
        .tag("state", state)
        .gauge()
        .value();
  }

  private Timer crossings() {
    return node.metrics.get("godwit.delivery.time").tag("peer", "826/0").timer();
  }

  private Outbox start() throws Exception {
    InstantSource real = InstantSource.system();
    Outbox outbox = node.outbox(
        OutboxFixture.direct(peer), () -> real.instant().plus(ahead), Federation.Flush.DEFAULT);
    TestDatabases.await(outbox.deploy(node.vertx));
    return outbox;
  }
}
