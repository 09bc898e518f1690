package godwit.http.ops;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.TestClient;
import godwit.http.Bind;
import godwit.http.Routing;
import godwit.http.connection.Door;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every route of administration is behind one guard, those that come later too.
class AdminGuardTest extends PeerTest {
  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private record Mounted(String path, String method) {}

  @Test
  void noChangeIsMadeThatWasNotAskedForOnPurpose() {
    TestClient staff = TestClient.staff(node);
    List<String> answers = new ArrayList<>();
    List<Mounted> changes = mounted().stream()
        .filter(route -> route.path().startsWith("/admin/"))
        .filter(route -> !route.method().equals("GET") && !route.method().equals("HEAD"))
        .toList();
    for (Mounted change : changes) {
      HttpMethod method = HttpMethod.valueOf(change.method());
      for (String value : List.of("", "0", "true")) {
        var reply = await(staff.send(method, change.path(), BODY, "x-godwit-admin", value));
        answers.add(reply.status() + " " + change);
      }
      /* With the header it is the route that answers. */
      var meant = await(staff.send(method, change.path(), BODY, "x-godwit-admin", "1"));
      assertTrue(meant.status() != 403 && meant.status() != 405, change + " " + meant.status());
    }
    assertTrue(changes.size() >= 4, changes.toString());
    assertEquals(
        changes.stream()
            .flatMap(change -> List.of("", "0", "true").stream().map(_ -> "403 " + change))
            .toList(),
        answers);
  }

  private List<Mounted> mounted() {
    var listener = new OpsListener(
        node.context(),
        new PgConnectOptions(),
        new Bind("listen.ops", "127.0.0.1", 0, _ -> {}),
        new Vitals() {
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
        },
        new Reloads() {
          @Override
          public Future<State> reload() {
            return Future.succeededFuture(state());
          }

          @Override
          public State state() {
            return new State(Instant.EPOCH, Optional.empty(), List.of());
          }
        },
        new Door("ops", 8, 8));
    List<Mounted> all = new ArrayList<>();
    for (Route route : listener.router(node.vertx(), node.pool()).getRoutes()) {
      String methods = String.valueOf(route.metadata().get(Routing.METHODS));
      for (String method : methods.split(", ", -1))
        all.add(new Mounted(String.valueOf(route.getPath()), method));
    }
    all.removeIf(route -> route.method().equals("null"));
    return all;
  }
}
