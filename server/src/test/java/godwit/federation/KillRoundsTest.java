package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A sender, a hub and a receiver, each a process with a database of its own, killed one after the
/// other while phones upload: what was acknowledged arrives, and arrives once.
///
/// `-Dgodwit.kill.rounds` and `.seed` say how often, and when.
@Tag("long")
class KillRoundsTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final int ROUNDS = Integer.getInteger("godwit.kill.rounds", 50);
  private static final int RECORDS = 200;
  private static final int MOST_MILLIS = 1_500; // before something dies
  private static final long PATIENCE_SECONDS = 180;
  private static final long AGAIN_MILLIS = 50;

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Random random = new Random(Long.getLong("godwit.kill.seed", 1));
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  @BeforeEach
  void makeACertificateAuthority() throws IOException {
    new Pki(InstantSource.system()).init(folder);
  }

  @AfterEach
  void closeAll() throws Exception {
    over.set(true);
    for (AutoCloseable each : open.reversed()) each.close();
    await(vertx.close());
  }

  @Test
  void whatIsAcknowledgedArrivesOnceWhoeverIsKilled() throws Exception {
    List<Member> members = members();
    Member france = members.getFirst();
    Member norway = members.getLast();
    Thread phones = Thread.ofPlatform().start(() -> upload(france));
    for (int round = 0; round < ROUNDS; round++) {
      Member victim = members.get(round % members.size());
      boolean database = round / members.size() % 2 == 1;
      await(vertx.timer(1 + random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS));
      kill(victim, database);
    }
    over.set(true);
    phones.join();
    until(() -> norway.stored(NORWAY).records() >= acknowledged.get(), () -> members.toString());
    until(
        () -> settled(france) && settled(members.get(1)), () -> france.toString() + members.get(1));
    assertEquals(new Member.Stored(acknowledged.get(), acknowledged.get()), norway.stored(NORWAY));
    System.out.println(ROUNDS + " rounds: " + acknowledged.get() / RECORDS + " uploads, "
        + failed.get() + " tries of which had no answer");
    assertTrue(failed.get() > 0, "nobody noticed");
  }

  private List<Member> members() throws IOException {
    Member norway = keep(Member.embedding(vertx, folder, NORWAY).listening(freePort()));
    Member hub = keep(Member.embedding(vertx, folder, HUB).listening(freePort()));
    Member france = keep(Member.embedding(vertx, folder, FRANCE).listening(freePort()));
    String fetches = "country: 250, state: 0, delivery: pull, " + Member.pinned(folder, FRANCE);
    norway
        .configured(
            false,
            fetches,
            "country: 1, state: 0, delivery: pull, relay: true, unsigned: true,"
                + " relays: [ { country: 250, state: 0 } ]")
        .start();
    String endpoint = "country: 578, state: 0, endpoints: [ \"" + at(norway) + "\" ]";
    hub.configured(true, fetches, endpoint).start();
    france
        .configured(
            false,
            "country: 1, state: 0, relay: true, unsigned: true, endpoints: [ \"" + at(hub) + "\" ]",
            endpoint + ", via: { country: 1, state: 0 }")
        .start();
    return List.of(france, hub, norway);
  }

  /* A node is started again; a database comes back by itself. */
  private void kill(Member victim, boolean database) throws Exception {
    if (database) {
      long server = victim.postgres();
      ProcessHandle.of(server).ifPresent(ProcessHandle::destroyForcibly);
      until(() -> !isAlive(server), () -> "the database lives on");
      return;
    }
    victim.process().kill();
    victim.start();
    /* A dead node's leases run out with their time; here they do at once. */
    until(
        () -> did(() ->
            victim.query("update outgoing set lease_until = now() where lease_until is not null")),
        () -> "no database");
  }

  /* Phones of an authority: each upload again and again, until it is acknowledged. */
  private void upload(Member authority) {
    Caller operator = keep(Caller.operator(vertx));
    Caller phone = keep(Caller.phone(vertx, authority.identity()));
    JsonObject confirmed = new JsonObject()
        .put("riskType", 1)
        .put("testDate", NumberedBatches.today().toString())
        .put("crossBorder", true);
    while (!over.get()) {
      String code = again(
              200, 201, () -> operator.postJson(authority.ports().ops(), "/admin/code", confirmed))
          .document()
          .getString("code");
      JsonObject redeemed = new JsonObject().put("code", code);
      String token = again(
              200,
              201,
              () -> phone.postJson(authority.ports().devices(), "/authorisation", redeemed))
          .document()
          .getString("token");
      Buffer batch = batch(authority);
      again(200, 201, () -> phone.postBatch(authority.ports().devices(), "/contact", token, batch));
      acknowledged.addAndGet(RECORDS);
    }
  }

  private Buffer batch(Member authority) {
    try {
      return NumberedBatches.contacts(
          UUID.randomUUID(), authority.code(), NORWAY, acknowledged.get(), RECORDS);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Caller.Answer again(int one, int other, Supplier<Caller.Answer> task) {
    while (true) {
      try {
        Caller.Answer answer = task.get();
        if (answer.status() == one || answer.status() == other) return answer;
      } catch (Exception noAnswer) { // of whoever is dead just now
        failed.incrementAndGet();
      }
      await(vertx.timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  /* Nobody waits for the next try, which may be minutes away. */
  private static boolean settled(Member member) {
    String waits = "state in ('waiting', 'relayed') and magic = 'EXPOSURES'";
    member.query("update outgoing set next_try = now() where " + waits);
    return member.number("select count(*) from outgoing where " + waits) == 0;
  }

  private <T extends AutoCloseable> T keep(T closed) {
    synchronized (open) {
      open.add(closed);
    }
    return closed;
  }

  private static String at(Member member) {
    return "https://127.0.0.1:" + member.ports().peers();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static boolean did(Runnable task) {
    try {
      task.run();
      return true;
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  private void until(BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      boolean[] holds = new boolean[1];
      if (did(() -> holds[0] = condition.getAsBoolean()) && holds[0]) return;
      if (System.nanoTime() > end) throw new AssertionError("not in time: " + otherwise.get());
      await(vertx.timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    }
  }
}
