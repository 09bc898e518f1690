package godwit.exchange.delivery;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Pauses;
import godwit.exchange.FederationSource;
import godwit.store.PausedTraffic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is paused: as the database says, and as this node goes by.
///
/// A node looks every few seconds, so that what is stopped at one is stopped at all.
public final class PauseSwitch {
  private final FederationSource federation;
  private final PausedTraffic stored;

  public PauseSwitch(FederationSource federation, PausedTraffic stored) {
    this.federation = federation;
    this.stored = stored;
  }

  public Future<List<PausedTraffic.Row>> all() {
    return stored.all();
  }

  /// Stops what is not stopped yet.
  ///
  /// @return what has changed
  public Future<List<PausedTraffic.Row>> stop(List<PausedTraffic.Row> rows) {
    return change(rows, true);
  }

  /// Lets go on what is stopped.
  ///
  /// @return what has changed
  public Future<List<PausedTraffic.Row>> resume(List<PausedTraffic.Row> rows) {
    return change(rows, false);
  }

  /// Goes by what the database says from now on.
  public Future<Void> refresh() {
    return stored.all().map(rows -> {
      federation.pause(read(rows));
      return null;
    });
  }

  private Future<List<PausedTraffic.Row>> change(List<PausedTraffic.Row> rows, boolean stop) {
    List<PausedTraffic.Row> changed = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (PausedTraffic.Row row : rows) {
      all = all.compose(_ -> stop ? stored.add(row) : stored.remove(row)).map(done -> {
        if (done) changed.add(row);
        return null;
      });
    }
    return all.compose(_ -> refresh()).map(_ -> changed);
  }

  private static Pauses read(List<PausedTraffic.Row> rows) {
    List<Pauses.Pause> all = new ArrayList<>();
    for (PausedTraffic.Row row : rows) {
      boolean in = row.direction().equals("in");
      Optional<RoutingCode> peer =
          row.kind().equals("peer") ? RoutingCode.parse(row.name()) : Optional.empty();
      Optional<PayloadFamily> family = Arrays.stream(PayloadFamily.values())
          .filter(each -> row.kind().equals("family") && each.label().equals(row.name()))
          .findFirst();
      all.add(new Pauses.Pause(peer, family, in, !in));
    }
    return new Pauses(all);
  }
}
