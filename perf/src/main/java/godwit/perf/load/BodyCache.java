package godwit.perf.load;

import godwit.codec.payload.RoutingCode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// The bodies that were made so far: each is made once.
public final class BodyCache {
  private final Map<Key, BatchBody> made = new HashMap<>();
  private final LocalDate day = LocalDate.now(ZoneOffset.UTC);

  private record Key(Mix mix, int records, boolean gzip, RoutingCode code) {}

  /// A body with so many records that all concern one authority; the same in every process.
  public BatchBody of(Mix mix, int records, boolean gzip, RoutingCode code) {
    return made.computeIfAbsent(
        new Key(mix, records, gzip, code),
        key -> BatchBody.of(new RecordMaker(code, day).blocks(mix, records), gzip));
  }
}
