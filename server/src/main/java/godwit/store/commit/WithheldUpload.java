package godwit.store.commit;

import godwit.codec.payload.RoutingCode;
import godwit.store.revocation.Withheld;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Uploads of peers that a revocation has to do with: they are looked at before they are listed.
final class WithheldUpload {
  private WithheldUpload() {}

  /// Until when the origins of some uploads have taken back what they sent.
  static Future<Map<Withheld.Origin, Long>> revokers(
      SqlConnection connection, List<Upload> uploads) {
    List<Integer> destinations = uploads.stream()
        .filter(WithheldUpload::isListed)
        .flatMap(upload -> upload.portions().stream())
        .map(Upload.Portion::destination)
        .distinct()
        .toList();
    return destinations.isEmpty()
        ? Future.succeededFuture(Map.of())
        : Withheld.revokers(connection, destinations);
  }

  /// Those that take something back, or were made before their origin took something back.
  static Set<Upload> among(List<Upload> mine, Map<Withheld.Origin, Long> revokers) {
    Set<Upload> withheld = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Upload upload : mine) {
      if (isListed(upload) && isOne(upload, revokers)) withheld.add(upload);
    }
    return withheld;
  }

  /// Keeps them back.
  static Future<Void> insert(SqlConnection connection, Set<Upload> withheld) {
    List<Withheld> rows = new ArrayList<>();
    for (Upload upload : withheld) rows.addAll(rows(upload));
    return Withheld.insert(connection, rows);
  }

  private static boolean isListed(Upload upload) {
    return upload.part().isEmpty() && !upload.portions().isEmpty();
  }

  private static boolean isOne(Upload upload, Map<Withheld.Origin, Long> revokers) {
    if (upload.revoking() != Upload.Revoking.NOTHING) return true;
    RoutingCode origin = upload.preamble().origin();
    return upload.portions().stream()
        .map(portion -> revokers.get(new Withheld.Origin(portion.destination(), origin)))
        .anyMatch(last -> last != null && last > upload.preamble().createdMillis());
  }

  private static List<Withheld> rows(Upload upload) {
    return upload.portions().stream()
        .map(portion -> new Withheld(
            portion.destination(),
            upload.revoking() != Upload.Revoking.NOTHING,
            upload.revoking() != Upload.Revoking.CARRIED,
            upload.attempt(),
            upload.day(),
            portion.segments(),
            portion.records(),
            portion.bytes(),
            upload.preamble().origin(),
            upload.preamble().batch(),
            upload.preamble().createdMillis(),
            upload.venues()))
        .toList();
  }
}
