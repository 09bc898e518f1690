package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A user of Norway, which has no open port, is found infected in France: the question waits, at
/// the
/// hub or in France, until Norway fetches it.
class FetchedCertificationTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) each.close();
    await(vertx.close());
  }

  @Test
  void throughAHub(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    Member hub = keep(Member.sharing(vertx, folder, HUB))
        .configured(
            true,
            "country: 250, state: 0, delivery: pull",
            "country: 578, state: 0, delivery: pull")
        .startHere();
    Member france = keep(Member.sharing(vertx, folder, FRANCE))
        .configured(
            false,
            "country: 1, state: 0, endpoints: [ \"" + at(hub) + "\" ], relay: true",
            "country: 578, state: 0, via: { country: 1, state: 0 }")
        .startHere();
    String code = certify(france);
    Member norway = keep(Member.sharing(vertx, folder, NORWAY))
        .configured(
            false,
            "country: 1, state: 0, endpoints: [ \"" + at(hub) + "\" ], fetch: true, relay: true,"
                + " unsigned: true, relays: [ { country: 250, state: 0 } ]",
            /* Whose signing keys are looked for there. */
            "country: 250, state: 0, endpoints: [ \"" + at(france) + "\" ]")
        .startHere();
    redeem(norway, code);
  }

  @Test
  void fromWhoeverHasFoundTheUserInfected(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    Member france = keep(Member.sharing(vertx, folder, FRANCE))
        .configured(false, "country: 578, state: 0, delivery: pull")
        .startHere();
    String code = certify(france);
    Member norway = keep(Member.sharing(vertx, folder, NORWAY))
        .configured(
            false, "country: 250, state: 0, endpoints: [ \"" + at(france) + "\" ], fetch: true")
        .startHere();
    redeem(norway, code);
  }

  private static String certify(Member france) {
    CommandRun run = CommandRun.of(
        "certify",
        "--ops",
        "http://127.0.0.1:" + france.ports().ops(),
        "--home",
        "578/0",
        "--risk-type",
        "confirmed-test",
        "--test-date",
        NumberedBatches.today());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("waits"), run.out());
    return run.out().lines().findFirst().orElse("").replaceFirst("code +", "");
  }

  private void redeem(Member norway, String code) {
    Caller phone = keep(Caller.phone(vertx, norway.identity()));
    JsonObject body = new JsonObject().put("code", code);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (phone.postJson(norway.ports().devices(), "/authorisation", body).status() != 201) {
      assertTrue(System.nanoTime() < end, norway::toString);
      await(vertx.timer(200, TimeUnit.MILLISECONDS));
    }
  }

  private static String at(Member member) {
    return "https://127.0.0.1:" + member.ports().peers();
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.add(opened);
    return opened;
  }
}
