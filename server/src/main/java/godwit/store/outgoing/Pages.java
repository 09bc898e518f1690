package godwit.store.outgoing;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/// The closed pages of a list, read in their order.
public final class Pages {
  private final SqlClient client;

  public Pages(SqlClient client) {
    this.client = client;
  }

  /// The sequences of a list's pages that are still there; none while `first` is after `last`.
  public record Range(long first, long last) {
    /// Whether reading on after this page misses nothing.
    public boolean continues(long sequence) {
      return sequence >= first - 1 && sequence <= last;
    }
  }

  /// The first page after this one.
  public Future<Optional<Outgoing>> after(int destination, long sequence) {
    return client
        .preparedQuery("select "
            + Outgoing.COLUMNS
            + " from outgoing where stream_id = $1 and sequence > $2 and state = 'listed'"
            + " order by sequence limit 1")
        .execute(Tuple.of(destination, sequence))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(Outgoing.read(rows.iterator().next())));
  }
}
