package godwit.store.commit;

import godwit.store.cases.CaseParts;
import godwit.store.revocation.SharedRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What contact batches share with their commit, kept so that it can be taken back.
final class SharedUpload {
  private SharedUpload() {}

  /// Keeps it, unless it waits in pools: from there it leaves later.
  ///
  /// @param cases that are locked
  static Future<Void> insert(SqlConnection connection, CaseParts cases, List<Upload> mine) {
    List<SharedRow> rows = new ArrayList<>();
    for (Upload upload : mine) {
      boolean atOnce = upload.placement() instanceof Upload.Placement.AtOnce;
      if (upload.part().isEmpty() || !atOnce) continue;
      UUID caseId = upload.part().get().caseId();
      for (Upload.Portion portion : upload.portions()) {
        rows.add(SharedRow.ofSegments(
            caseId, cases.key(caseId), portion.destination(), upload.day(), upload.attempt()));
      }
    }
    return SharedRow.insert(connection, rows);
  }
}
