package godwit.node;

import godwit.exchange.Federation;
import godwit.store.OwnKeyTimes;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/// Takes note in the database of the keys that a federation lists, so that all nodes of it go over
/// to a new one at the same time.
final class KeyListing {
  private KeyListing() {}

  /// The same federation, with the times since when its keys are listed.
  static Future<Federation> noted(Pool pool, Federation federation) {
    OwnKeys keys = federation.keys();
    if (keys.signing().isEmpty()) return Future.succeededFuture(federation);
    return OwnKeyTimes.listed(
            pool, keys.shown().stream().map(VerifyingKey::name).toList())
        .map(times -> federation.with(keys.publishedAt(times)));
  }
}
