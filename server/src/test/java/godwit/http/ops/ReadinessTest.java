package godwit.http.ops;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.store.Connections;
import godwit.store.embedded.EmbeddedPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ready is who can store something, whoever runs the database.
class ReadinessTest extends PeerTest {
  private static final Vitals WELL = new Vitals() {
    @Override
    public List<String> warnings() {
      return List.of();
    }

    @Override
    public Optional<String> hopeless() {
      return Optional.empty();
    }

    @Override
    public Optional<String> unready() {
      return Optional.empty();
    }
  };

  private TestClient staff;

  @BeforeAll
  void open() {
    staff = TestClient.staff(node);
  }

  @Test
  void aNodeThatStoresIsReady() {
    assertEquals(
        new JsonObject("{\"status\":\"up\",\"reasons\":[],\"warnings\":[]}"),
        ready().json());
    assertEquals(200, staff.get("/health/live").status());
  }

  @Test
  void aNodeWithoutDatabaseSaysWhyItIsNot() {
    String reasons = node.withoutDatabase(() -> {
      node.until(() -> ready().status() == 503);
      var upload = france.post(NORWAY, SampleBatch.simple(1).bytes());
      assertEquals("503 overloaded", upload.problem());
      assertEquals("10", upload.header("retry-after"));
      assertEquals(200, staff.get("/health/live").status(), "it recovers by itself");
      return ready().body().toString();
    });
    assertTrue(reasons.contains("\"status\":\"down\",\"reasons\":[\"the database: "), reasons);
    node.until(() -> ready().status() == 200);
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(1).bytes()).status());
  }

  /* One process of PostgreSQL stands still; the connection stays open. */
  @Test
  void aDatabaseThatDoesNotAnswerIsNoticed() throws Exception {
    assertEquals(200, ready().status());
    int pid = await(node.pool()
            .query("select pid from pg_stat_activity where datname = current_database()"
                + " and query like '%pg_logical_emit%' and pid <> pg_backend_pid()")
            .execute())
        .iterator()
        .next()
        .getInteger(0);
    run("kill", "-STOP", Integer.toString(pid));
    try {
      node.until(() -> ready().status() == 503);
      assertTrue(ready().body().toString().contains("did not write"), ready().body()::toString);
    } finally {
      run("kill", "-CONT", Integer.toString(pid));
    }
    node.until(() -> ready().status() == 200);
  }

  @Test
  void aFullDiskIsNoticedAndSoIsRoom(@TempDir Path around) throws Exception {
    Path disk = Files.createDirectory(around.resolve("disk"));
    assumeTrue(mounted(disk), "only root can make a small disk");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(disk.resolve("data"))) {
      Pool pool = Connections.pool(node.vertx(), postgres.connectOptions("postgres"), 1);
      Context loop = node.vertx().getOrCreateContext();
      Readiness readiness = new Readiness(node.vertx(), pool, WELL);
      assertEquals(List.of(), asked(loop, readiness));
      Path ballast = disk.resolve("ballast");
      fill(ballast);
      node.until(() -> asked(loop, readiness).toString().contains("53100"));
      Files.delete(ballast);
      node.until(() -> asked(loop, readiness).isEmpty());
      await(pool.close());
    } finally {
      run("umount", disk.toString());
    }
  }

  private TestClient.Reply ready() {
    return staff.get("/health/ready");
  }

  private static List<String> asked(Context loop, Readiness readiness) {
    return await(
        Future.future(promise -> loop.runOnContext(_ -> readiness.reasons().onComplete(promise))));
  }

  private static void fill(Path file) throws IOException {
    byte[] zeros = new byte[64 * 1024];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) out.write(zeros);
    } catch (IOException full) {
      assertTrue(Files.size(file) > 0, "it was full before");
    }
  }

  private static boolean mounted(Path folder) throws Exception {
    Process mount = new ProcessBuilder(
            "mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", folder.toString())
        .redirectErrorStream(true)
        .start();
    return mount.waitFor() == 0;
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
