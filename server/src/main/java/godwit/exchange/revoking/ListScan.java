package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.domain.revocation.BlockWalk;
import godwit.domain.revocation.RecordHash;
import godwit.store.revocation.ListedPortions;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.Stretch;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Reads stored blocks, a stretch at a time: a look never holds more than that.
final class ListScan {
  private final SqlClient client;
  private final ListedPortions portions;
  private final BlockWalk walk;
  private final BooleanSupplier stopping;

  ListScan(SqlClient client, ListedPortions portions, RecordHash hash, BooleanSupplier stopping) {
    this.client = client;
    this.portions = portions;
    this.walk = new BlockWalk(hash);
    this.stopping = stopping;
  }

  /// What is told of each exposure that is found.
  interface Finder {
    /// One exposure of a piece; [BlockWalk#exposed()] says what it is.
    void found(long hash, ListedPortions.Piece piece, BlockWalk walk);
  }

  /// Goes over what is listed behind a position, up to another.
  ///
  /// @param firstDay of arrival, before which nothing can be of interest
  void between(long behind, long last, LocalDate firstDay, Finder finder) {
    long position = behind + 1;
    int ordinal = -1;
    while (!stopping.getAsBoolean()) {
      List<ListedPortions.Piece> pieces =
          await(portions.after(client, position, ordinal, last, firstDay));
      over(pieces, finder);
      if (pieces.size() < ListedPortions.AT_ONCE) return;
      position = pieces.getLast().position();
      ordinal = pieces.getLast().place().ordinal();
    }
    throw new IllegalStateException("stopping");
  }

  /// Goes over these.
  void over(List<ListedPortions.Piece> pieces, Finder finder) {
    int index = 0;
    for (Stretch stretch :
        Stretch.of(pieces.stream().map(ListedPortions.Piece::place).toList())) {
      for (Buffer segment : await(SegmentBytes.KEPT.read(client, stretch))) {
        ListedPortions.Piece piece = pieces.get(index++);
        walk.over(segment.getBytes(), hash -> finder.found(hash, piece, walk));
      }
    }
  }

  /// Goes over segments of one upload.
  void over(List<Place> places, BlockWalk.Visitor visitor) {
    for (Stretch stretch : Stretch.of(places)) {
      for (Buffer segment : await(SegmentBytes.KEPT.read(client, stretch))) {
        walk.over(segment.getBytes(), visitor);
      }
    }
  }

  BlockWalk walk() {
    return walk;
  }
}
