package godwit.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Each way that an upload can end has a count of its own, whoever sent it.
class UploadMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final UploadMeters meters = new UploadMeters(registry);

  @Test
  void everyEndIsCountedByItself() {
    for (UploadSource source : UploadSource.values()) {
      for (int times = 0; times < 2; times++) {
        meters.ended(source, new Outcome.Stored(receipt(10, 7, false)));
        meters.ended(source, new Outcome.Stored(receipt(10, 7, true)));
        meters.ended(source, new Outcome.NothingAccepted(receipt(5, 0, false)));
        meters.ended(source, new Outcome.Conflict());
        meters.ended(source, refused(ProblemType.STALE));
        meters.ended(source, refused(ProblemType.LOOP));
        meters.ended(source, new Outcome.TryLater("later", Outcome.SOON));
        meters.failed(source);
      }
      String name = source.word();
      Map<String, Double> expected = new TreeMap<>();
      for (String end : List.of("conflict", "duplicate", "fault", "nothing-accepted", "stored")) {
        expected.put(end + " none", 2.0);
      }
      expected.put("refused " + ProblemType.LOOP.word(), 2.0);
      expected.put("refused " + ProblemType.STALE.word(), 2.0);
      expected.put("try-later " + ProblemType.OVERLOADED.word(), 2.0);
      assertEquals(expected, counts("godwit.intake.uploads", name, List.of("outcome", "problem")));
      assertEquals(
          new TreeMap<>(Map.of("accepted", 14.0, "rejected", 16.0)),
          counts("godwit.intake.records", name, List.of("result")));
    }
  }

  private Map<String, Double> counts(String name, String source, List<String> tags) {
    Map<String, Double> counts = new TreeMap<>();
    for (Counter each : registry.find(name).tag("source", source).counters()) {
      Meter.Id id = each.getId();
      counts.put(
          tags.stream().map(tag -> String.valueOf(id.getTag(tag))).collect(Collectors.joining(" ")),
          each.count());
    }
    return counts;
  }

  private static Outcome refused(ProblemType type) {
    return new Outcome.Refused(Problem.of(type, "on purpose"));
  }

  private static Receipt receipt(long records, long accepted, boolean duplicate) {
    return new Receipt(
        new UUID(1, 2),
        Receipt.State.STORED,
        records,
        accepted,
        List.of(),
        0,
        new byte[32],
        duplicate);
  }
}
