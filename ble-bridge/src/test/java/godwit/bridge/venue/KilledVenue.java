package godwit.bridge.venue;

import godwit.bridge.detection.Adverts;
import godwit.bridge.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/// A process that hears phones as fast as it can, by a clock of its own, until it is killed.
///
/// Arguments: folder, first second, seconds, sightings a second. Each phone is heard for half a
/// minute
/// and never again. Prints each second that is wholly on disk, and nothing before it is.
final class KilledVenue {
  private KilledVenue() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    int first = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    int each = Integer.parseInt(arguments[3]);
    ManualClocks clocks = new ManualClocks(
        Instant.parse("2026-11-20T06:00:00Z").plusSeconds(first).toString());
    try (Venue venue = new Venue(folder, clocks, 1)) {
      for (int second = first; second < first + seconds; second++) {
        int refused = 0;
        for (int phone = 0; phone < each; phone++) {
          byte[] advert = Adverts.gaen(Adverts.body(seed(second, phone, each), 20));
          GatewayIntake.Taken taken =
              venue.hear("g" + phone % 5, advert, -60, OptionalLong.of(clocks.millis()));
          if (taken != GatewayIntake.Taken.TAKEN) refused++;
        }
        venue.step();
        if (venue.refused > 0 || refused > 0) throw new IOException("refused");
        System.out.println(second);
        System.out.flush();
        clocks.advance(Duration.ofSeconds(1));
      }
    }
  }

  /// Which phone is heard: another each half minute.
  static int seed(int second, int phone, int each) {
    return (second / 30) * each + phone + 1;
  }
}
