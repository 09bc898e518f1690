package godwit.store.status;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Optional;

/// The users who are registered here, each by what stands for it, and by the hash of its secret.
public final class Registrations {
  private final SqlClient client;

  public Registrations(SqlClient client) {
    this.client = client;
  }

  /// Somebody who is registered.
  ///
  /// @param family label of the family that it has identifiers of
  public record Registered(Buffer user, String family) {}

  /// Adds one; false where the user is there already.
  public Future<Boolean> add(byte[] user, byte[] secretHash, String family, LocalDate today) {
    return client
        .preparedQuery("""
            insert into registration (user_key, secret_hash, family, seen_on)
            values ($1, $2, $3, $4) on conflict do nothing""")
        .execute(Tuple.of(Buffer.buffer(user), Buffer.buffer(secretHash), family, today))
        .map(rows -> rows.rowCount() == 1);
  }

  /// Whose secret this is, if it is anybody's.
  public Future<Optional<Registered>> find(byte[] secretHash) {
    return client
        .preparedQuery("select user_key, family from registration where secret_hash = $1")
        .execute(Tuple.of(Buffer.buffer(secretHash)))
        .map(rows -> rows.rowCount() == 0
            ? Optional.empty()
            : Optional.of(new Registered(
                rows.iterator().next().getBuffer(0), rows.iterator().next().getString(1))));
  }

  /// Notes that somebody has come for more identifiers: who never does is forgotten.
  public Future<Void> seen(Buffer user, LocalDate today) {
    return client
        .preparedQuery("update registration set seen_on = $2 where user_key = $1 and seen_on < $2")
        .execute(Tuple.of(user, today))
        .mapEmpty();
  }

  /// Erases whoever has this secret, with all that is known of it; false where nobody has.
  public Future<Boolean> erase(byte[] secretHash) {
    return client
        .preparedQuery("delete from registration where secret_hash = $1")
        .execute(Tuple.of(Buffer.buffer(secretHash)))
        .map(rows -> rows.rowCount() == 1);
  }
}
