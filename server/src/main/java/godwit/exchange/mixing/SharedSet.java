package godwit.exchange.mixing;

import static godwit.exchange.mixing.SetMaking.await;

import godwit.store.cases.CaseKeys;
import godwit.store.mixing.PoolRow;
import godwit.store.revocation.SharedRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What each case has in a set that leaves, kept under the key of the case, so that it can be taken
/// back.
final class SharedSet {
  private final SqlConnection connection;
  private final LocalDate day;
  private final Map<UUID, byte[]> keys = new HashMap<>();
  private final List<SharedRow> rows = new ArrayList<>();

  SharedSet(SqlConnection connection, InstantSource clock) {
    this.connection = connection;
    this.day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /// Looks for the keys of the cases that some rows are of.
  void begin(List<PoolRow> taken) {
    List<UUID> cases = taken.stream()
        .filter(row -> !row.again())
        .map(PoolRow::ground)
        .filter(each -> !keys.containsKey(each))
        .distinct()
        .toList();
    if (!cases.isEmpty()) keys.putAll(await(CaseKeys.of(connection, cases)));
  }

  /// Adds blocks of a row. What is sent again is kept already.
  void add(PoolRow row, Buffer blocks) {
    byte[] key = keys.get(row.ground());
    if (row.again() || key == null || blocks.length() == 0) return;
    rows.add(SharedRow.ofBlocks(row.ground(), key, row.destination(), day, blocks));
  }

  /// Writes what was added.
  void keep() {
    await(SharedRow.insert(connection, List.copyOf(rows)));
    rows.clear();
  }
}
