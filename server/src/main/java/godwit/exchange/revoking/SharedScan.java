package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.domain.revocation.BlockWalk;
import godwit.domain.revocation.RecordHash;
import godwit.store.revocation.SharedRow;
import godwit.store.revocation.SharedRows;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.Stretch;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Reads what cases have shared with one destination, a few rows at a time.
final class SharedScan {
  private final SqlClient client;
  private final int destination;
  private final List<UUID> cases;
  private final BlockWalk walk;
  private UUID caseId = new UUID(0, 0);
  private final BooleanSupplier stopping;

  /// @param cases that are taken back
  SharedScan(
      SqlClient client,
      int destination,
      List<UUID> cases,
      RecordHash hash,
      BooleanSupplier stopping) {
    this.client = client;
    this.destination = destination;
    this.cases = cases;
    this.walk = new BlockWalk(hash);
    this.stopping = stopping;
  }

  BlockWalk walk() {
    return walk;
  }

  /// The case of the exposure that a visitor is told of.
  UUID caseId() {
    return caseId;
  }

  /// So many rows of the cases, behind one.
  List<SharedRows.Opened> rows(long behind, int most) {
    return await(SharedRows.ofCases(client, cases, destination, behind, most));
  }

  /// Goes over the exposures of rows.
  void over(List<SharedRows.Opened> rows, BlockWalk.Visitor visitor) {
    Map<UUID, UUID> whose = new HashMap<>();
    for (SharedRows.Opened row : rows) {
      switch (row.content()) {
        case SharedRow.Content.Blocks(Buffer blocks) -> {
          caseId = row.caseId();
          walk.over(blocks.getBytes(), visitor);
        }
        case SharedRow.Content.Segments(UUID attempt) -> whose.put(attempt, row.caseId());
      }
    }
    for (Stretch stretch : Stretch.of(await(SharedRows.places(client, destination, rows)))) {
      int index = 0;
      for (Buffer segment : await(SegmentBytes.KEPT.read(client, stretch))) {
        caseId = whose.getOrDefault(stretch.places().get(index++).attempt(), caseId);
        walk.over(segment.getBytes(), visitor);
      }
    }
  }

  /// Goes over all that other cases stand for.
  ///
  /// @param firstDay on which something of interest can have left
  /// @param snapshot what was seen before is left out; empty to see all
  void overOthers(LocalDate firstDay, String snapshot, BlockWalk.Visitor visitor) {
    long behind = 0;
    while (!stopping.getAsBoolean()) {
      List<SharedRows.Opened> rows =
          await(SharedRows.ofOthers(client, destination, behind, firstDay, snapshot, cases));
      over(rows, visitor);
      if (rows.isEmpty()) return;
      behind = rows.getLast().id();
    }
    throw new IllegalStateException("stopping");
  }
}
