package godwit.store;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// Which failures say that the database cannot serve just now, whatever it was asked.
///
/// - source: PostgreSQL, "Error Codes"
public final class DatabaseOutage {
  /* Classes of SQLSTATE: connection, login, no such database, rollback, resources (a full disk),
   * not ready, intervention, system. */
  private static final Set<String> CLASSES = Set.of("08", "28", "3D", "40", "53", "55", "57", "58");

  /* A server that only reads; a transaction that idled. */
  private static final Set<String> STATES = Set.of("25006", "25P03");

  private DatabaseOutage() {}

  /// Whether the same request may find the database well a little later.
  public static boolean isOne(Throwable failure) {
    return switch (failure) {
      case PgException refused -> {
        String state = String.valueOf(refused.getSqlState());
        yield STATES.contains(state) || CLASSES.stream().anyMatch(state::startsWith);
      }
      case ClosedConnectionException _, ConnectionPoolTooBusyException _ -> true;
      case TimeoutException _, IOException _ -> true;
      /* So a pool says that it is closed, and a connection that it is gone. */
      case VertxException said -> said.getCause() == null;
      default -> false;
    };
  }
}
