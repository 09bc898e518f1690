package godwit.node;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node that is served in a process of its own makes of changes of its configuration.
class ReloadingTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final String FRANCE = "country: 250, state: 0, delivery: pull";
  private static final RoutingCode DENMARK = RoutingCode.nation(208, 0);
  private static final int PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();

  @Test
  void whatCanBeUsedIsAndWhatCannotIsSaid(@TempDir Path folder) throws Exception {
    new Pki(InstantSource.system()).init(folder);
    try (Member norway = Member.sharing(vertx, folder, NORWAY).configured(false, FRANCE)) {
      norway.start();
      String ops = "http://127.0.0.1:" + norway.ports().ops();
      assertFalse(knows(norway, "208"));

      /* By a change of the file alone. */
      norway.configured(
          false,
          FRANCE,
          "country: 208, state: 0, delivery: pull, " + Member.pinned(folder, DENMARK));
      until(() -> knows(norway, "208"));

      /* What is wrong is said, and changes nothing; what was right stays. */
      String right = Files.readString(norway.config());
      Files.writeString(norway.config(), right + "wrong: 1\n");
      CommandRun refused = CommandRun.of("reload", "--ops", ops);
      assertEquals(1, refused.status());
      assertTrue(refused.err().contains("unknown key \"wrong\""), refused.err());
      assertTrue(knows(norway, "208"));
      until(() -> get(norway, "/health/ready").contains("unknown key"));
      assertTrue(get(norway, "/health/ready").contains("\"up\""), "it still serves");

      /* By command, with what needs a restart named. */
      Files.writeString(norway.config(), right + "risk: { threshold: 20 }\n");
      JsonNode done = CommandRun.of("reload", "--ops", ops, "--json").json();
      assertEquals("risk", done.path("restart").path(0).asText(), done.toString());
      assertTrue(get(norway, "/health/ready").contains("\"warnings\":[]"));
    } finally {
      await(vertx.close());
    }
  }

  /* A peer shows by its key that is pinned. */
  private static boolean knows(Member member, String country) {
    return get(member, "/admin/keys").contains(country + "/0");
  }

  private static String get(Member member, String path) {
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client
          .send(
              java.net.http.HttpRequest.newBuilder(
                      java.net.URI.create("http://127.0.0.1:" + member.ports().ops() + path))
                  .build(),
              java.net.http.HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (java.io.IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time");
      await(vertx.timer(50, TimeUnit.MILLISECONDS));
    }
  }
}
