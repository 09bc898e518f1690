package godwit.config;

import godwit.domain.MixPolicy;
import java.time.Duration;
import java.util.Set;

/// The section `mix`: when exposures of this authority's own users leave.
final class MixSection {
  static final Set<String> KEYS = Set.of("every", "cases", "atMost", "padding");

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int MAX_CASES = 1_000;

  private MixSection() {}

  static MixPolicy read(ConfigSection root) {
    MixPolicy otherwise = MixPolicy.DEFAULT;
    if (!root.has("mix")) return otherwise;
    ConfigSection section = root.section("mix", KEYS);
    Duration every = section.durationOrNone("every", otherwise.every());
    int cases = section.integer("cases", 1, MAX_CASES, otherwise.cases());
    Duration atMost = section.duration(
        "atMost", every.compareTo(otherwise.atMost()) > 0 ? every : otherwise.atMost());
    boolean padding = section.flag("padding", otherwise.padding());
    if (every.compareTo(LONGEST) > 0) throw section.wrong("every", "must be 24h at most");
    if (atMost.compareTo(LONGEST) > 0) throw section.wrong("atMost", "must be 24h at most");
    if (atMost.compareTo(every) < 0) {
      throw section.wrong("atMost", "must be at least as long as mix.every");
    }
    return new MixPolicy(every, cases, atMost, padding);
  }
}
