package godwit.domain.revocation;

import godwit.codec.payload.RoutingCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where exposures of the same payload and date were found, and which of them still count.
///
/// An exposure counts unless a revocation of its own origin takes it back: one that was made later,
/// or that stands later in the same batch. In which order they arrived says nothing.
public final class Sightings {
  private final Map<Long, List<Sighting>> found = new LinkedHashMap<>();

  /// A batch that exposures are found in, as far as revocations are concerned.
  ///
  /// @param origin none where it was not kept: nobody takes those back
  /// @param created by the origin's clock, in its strictly increasing order
  /// @param place of it alone
  public record Batch(Optional<RoutingCode> origin, long created, long place) {}

  private record Sighting(Batch batch, int order, Exposed exposed) {
    boolean isRevokedBy(Sighting other) {
      if (!other.exposed().isRevocation()) return false;
      if (batch.place() == other.batch().place()) return order < other.order();
      return batch.origin().isPresent()
          && batch.origin().equals(other.batch().origin())
          && batch.created() < other.batch().created();
    }
  }

  /// Notes one, in the order of its batch.
  public void add(long hash, Batch batch, Exposed exposed) {
    List<Sighting> same = found.computeIfAbsent(hash, _ -> new ArrayList<>());
    same.add(new Sighting(batch, same.size(), exposed));
  }

  /// Those that still count, of all batches but one.
  ///
  /// @param except the place of a batch whose own exposures are listed with it
  public List<Exposed> counting(long except) {
    List<Exposed> counting = new ArrayList<>();
    for (List<Sighting> same : found.values()) {
      for (Sighting each : same) {
        boolean counts = !each.exposed().isRevocation()
            && each.batch().place() != except
            && same.stream().noneMatch(each::isRevokedBy);
        if (counts) counting.add(each.exposed());
      }
    }
    return counting;
  }

  /// How many were noted.
  public int size() {
    return found.values().stream().mapToInt(List::size).sum();
  }

  /// Revocations of one origin, by what they take back: when the last of each was made.
  public static final class Latest {
    private final Map<Long, Long> created = new HashMap<>();

    public void add(long hash, long createdMillis) {
      created.merge(hash, createdMillis, Math::max);
    }

    /// Whether what was made then is taken back.
    public boolean takesBack(long hash, long createdMillis) {
      Long latest = created.get(hash);
      return latest != null && latest > createdMillis;
    }

    public int size() {
      return created.size();
    }
  }
}
