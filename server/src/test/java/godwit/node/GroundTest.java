package godwit.node;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.Line;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.trust.Pki;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node stands on gives way: its disk, its database. Nothing that was acknowledged is lost,
/// nobody is answered 500, and it goes on by itself.
@Tag("long")
class GroundTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final long PATIENCE_SECONDS = 120;
  private static final int RECORDS = 100;
  private static final int TENTH = 10;
  private static final int MANY = 50;
  private static final int KILLS = 3;
  private static final int STILL_SECONDS = 30;
  private static final String PATH = "/exposure/578/0";

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<UUID> acknowledged = new ArrayList<>();

  @BeforeEach
  void makeACertificateAuthority() throws IOException {
    new Pki(InstantSource.system()).init(folder);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) each.close();
    await(vertx.close());
  }

  @Test
  void aDiskThatIsNearlyFullTakesNothingInAndDeliversAndAFullOneRecovers() throws Exception {
    Member norway = keep(Member.sharing(vertx, folder, NORWAY)).configured(false, fetching(HUB));
    norway.startHere();
    Line line = keep(new Line(vertx, norway.ports().peers()));
    Member hub = keep(Member.embedding(vertx, folder, HUB))
        .configured(
            true,
            fetching(FRANCE),
            "country: 578, state: 0, endpoints: [ \"" + line.endpoint() + "\" ]");
    Path disk = Files.createDirectories(hub.data());
    assumeTrue(isMounted(disk), "only root can make a small disk");
    open.addFirst(() -> run("umount", "-l", disk.toString()));
    hub.startHere();
    Member france = keep(Member.sharing(vertx, folder, FRANCE));
    Caller sender = keep(Caller.peer(vertx, france.identity()));
    line.refuse();
    assertEquals(201, post(sender, hub).status());

    FileStore store = Files.getFileStore(disk);
    Path ballast = disk.resolve("ballast");
    fill(ballast, store.getUsableSpace() - store.getTotalSpace() / TENTH + (1 << 20));
    until(() -> post(sender, hub).status() == 503);
    Caller.Answer refused = post(sender, hub);
    assertTrue(refused.toString().contains("disk is nearly full"), refused.toString());
    Caller operator = keep(Caller.operator(vertx));
    Caller.Answer ready = operator.get(hub.ports().ops(), "/health/ready");
    assertEquals(200, ready.status());
    assertTrue(ready.toString().contains("uploads are refused"), ready.toString());
    line.pass();
    until(() -> norway.number("select count(*) from batch") == acknowledged.size());
    String known = "/batch/" + acknowledged.getFirst();
    assertEquals(200, sender.get(hub.ports().peers(), known).status());

    fill(disk.resolve("more"), Long.MAX_VALUE);
    for (int index = 0; index < RECORDS; index++) {
      assertEquals(503, post(sender, hub).status());
      int status = sender.get(hub.ports().peers(), known).status();
      assertTrue(status == 200 || status == 503, () -> "status " + status);
    }
    Files.delete(ballast);
    Files.delete(disk.resolve("more"));
    until(() -> post(sender, hub).status() == 201);
    until(() -> norway.number("select count(*) from batch") == acknowledged.size());
  }

  @Test
  void aDatabaseThatStandsStillIsWaitedForAndSoIsOneThatIsGone() throws Exception {
    Member norway =
        keep(Member.embedding(vertx, folder, NORWAY)).configured(false, fetching(FRANCE));
    norway.startHere();
    Member france = keep(Member.sharing(vertx, folder, FRANCE));
    Caller sender = keep(Caller.peer(vertx, france.identity()));
    assertEquals(201, post(sender, norway).status());

    List<Long> programs = programs(norway);
    for (long each : programs) signal("-STOP", each);
    Map<UUID, Future<Caller.Answer>> waiting = new HashMap<>();
    for (int index = 0; index < MANY; index++) {
      UUID id = UUID.randomUUID();
      waiting.put(id, sender.postingBatch(norway.ports().peers(), PATH, batch(id)));
    }
    await(vertx.timer(STILL_SECONDS, TimeUnit.SECONDS));
    for (long each : programs) signal("-CONT", each);
    for (var each : waiting.entrySet()) {
      int status = await(each.getValue()).status();
      assertTrue(status == 201 || status == 503, () -> "answered " + status);
      if (status == 201) acknowledged.add(each.getKey());
    }
    until(() -> post(sender, norway).status() == 201);

    for (int times = 0; times < KILLS; times++) {
      for (long each : programs(norway)) signal("-KILL", each);
      for (int index = 0; index < MANY; index++) {
        int status = post(sender, norway).status();
        assertTrue(status == 503 || status == 201, () -> "answered " + status);
      }
      until(() -> post(sender, norway).status() == 201);
    }
    for (UUID each : acknowledged) {
      assertEquals(200, sender.get(norway.ports().peers(), "/batch/" + each).status());
    }
  }

  /* The database's server, and those who work for it. */
  private static List<Long> programs(Member member) throws IOException {
    List<Long> all = new ArrayList<>();
    ProcessHandle.of(member.postgres()).ifPresent(server -> {
      all.add(server.pid());
      server.descendants().forEach(each -> all.add(each.pid()));
    });
    return all;
  }

  private Caller.Answer post(Caller sender, Member receiver) {
    UUID id = UUID.randomUUID();
    try {
      Caller.Answer answer = sender.postBatch(receiver.ports().peers(), PATH, "", batch(id));
      if (answer.status() == 201) acknowledged.add(id);
      return answer;
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Buffer batch(UUID id) throws IOException {
    return NumberedBatches.exposures(id, FRANCE, NORWAY, RECORDS);
  }

  private String fetching(RoutingCode code) throws IOException {
    return code.equals(HUB)
        ? "country: 1, state: 0, delivery: pull, relay: true, unsigned: true,"
            + " relays: [ { country: 250, state: 0 } ]"
        : Member.named(code) + ", delivery: pull, " + Member.pinned(folder, code);
  }

  private <T extends AutoCloseable> T keep(T closed) {
    open.add(closed);
    return closed;
  }

  private static boolean isMounted(Path folder) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=600m,mode=0777", "tmpfs", folder.toString())
        == 0;
  }

  private static void signal(String which, long pid) throws Exception {
    run("kill", which, Long.toString(pid));
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  private static void fill(Path file, long bytes) {
    byte[] zeros = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= zeros.length) out.write(zeros);
    } catch (IOException full) {
      // as meant
    }
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time");
      await(vertx.timer(100, TimeUnit.MILLISECONDS));
    }
  }
}
