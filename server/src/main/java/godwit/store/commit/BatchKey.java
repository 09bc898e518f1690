package godwit.store.commit;

import godwit.codec.payload.RoutingCode;
import java.util.Comparator;
import java.util.UUID;

/// What makes an upload the same as another: whose it is, and its batch id.
///
/// @param scope the origin for batches between authorities, the case for contact batches
public record BatchKey(String scope, UUID batch) implements Comparable<BatchKey> {
  private static final Comparator<BatchKey> ORDER =
      Comparator.comparing(BatchKey::scope).thenComparing(BatchKey::batch);

  public static BatchKey of(RoutingCode origin, UUID batch) {
    return new BatchKey(origin.path(), batch);
  }

  /// Of a contact batch, whichever code of the case it comes under.
  public static BatchKey ofCase(UUID caseId, UUID batch) {
    return new BatchKey("case/" + caseId, batch);
  }

  /// Of a contact batch that is held.
  public static BatchKey ofSubject(UUID subject, UUID batch) {
    return new BatchKey("held/" + subject, batch);
  }

  @Override
  public int compareTo(BatchKey other) {
    return ORDER.compare(this, other);
  }
}
