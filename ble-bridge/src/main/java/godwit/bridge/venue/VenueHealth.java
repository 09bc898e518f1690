package godwit.bridge.venue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/// What is wrong with a venue's gateways, said so that it can be mended.
public final class VenueHealth {
  static final int MINUTES = 10;
  static final int SIBLING_HEARS = 50;
  static final int ACTIVE_MINUTES = 5;

  private static final long SILENT_MILLIS = 180_000;
  private static final long OFF_MILLIS = 5_000;
  private static final Duration LONGEST_GAP = Duration.ofMinutes(5);

  private VenueHealth() {}

  /// The silence that ends an event: twice the cadence of the gateway that reports most often.
  public static Duration gap(Collection<GatewayHealth> gateways) {
    long best = gateways.stream()
        .filter(gateway -> gateway.figures().messages() > 0)
        .mapToLong(GatewayHealth::cadence)
        .min()
        .orElse(0);
    Duration gap = Duration.ofMillis(2 * best);
    return gap.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : gap;
  }

  /// One sentence for each thing that is wrong with a gateway now.
  public static List<String> warnings(
      GatewayHealth gateway, Collection<GatewayHealth> all, long now) {
    List<String> warnings = new ArrayList<>();
    GatewayHealth.Figures figures = gateway.figures();
    if (figures.lastMillis().isEmpty()) {
      warnings.add("never heard of: is it set up to send here?");
      return warnings;
    }
    long silence = now - figures.lastMillis().getAsLong();
    if (silence > Math.max(SILENT_MILLIS, 3 * figures.cadenceMillis())) {
      warnings.add("silent for " + silence / 60_000 + " min");
    } else if (hearsNoPhones(gateway, all, now)) {
      warnings.add("connected, but hears no contact-tracing adverts: turn on "
          + gateway.gateway().product().setting());
    }
    if (figures.cadenceMillis() > 30_000) {
      warnings.add("reports every " + figures.cadenceMillis() / 1000
          + " s; the draft needs a sample every 30 s");
    }
    OptionalLong offset = figures.offsetMillis();
    if (offset.isPresent() && Math.abs(offset.getAsLong()) > OFF_MILLIS) {
      warnings.add(
          "its clock is off by " + offset.getAsLong() / 1000 + " s (put right here): give it NTP");
    }
    if (figures.impostors() > 0) {
      warnings.add(figures.impostors() + " messages said that they were another gateway's");
    }
    if (figures.refused() > 0) warnings.add(figures.refused() + " messages were refused");
    return warnings;
  }

  private static boolean hearsNoPhones(
      GatewayHealth gateway, Collection<GatewayHealth> all, long now) {
    if (gateway.activeMinutes(now, MINUTES) < ACTIVE_MINUTES) return false;
    if (gateway.tracingSince(now, MINUTES) > 0) return false;
    return all.stream().anyMatch(each -> each.tracingSince(now, MINUTES) >= SIBLING_HEARS);
  }
}
