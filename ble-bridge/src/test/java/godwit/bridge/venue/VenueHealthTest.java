package godwit.bridge.venue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import godwit.bridge.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator is told of a gateway, and when.
class VenueHealthTest {
  private static final byte[] OTHER = Adverts.hex("02010605ff4c001005");

  @TempDir
  private Path folder = Path.of("");

  private final ManualClocks clocks = new ManualClocks("2026-11-20T12:00:00Z");

  @SuppressWarnings("NullAway.Init") // set before each test
  private Venue venue;

  @BeforeEach
  void open() throws IOException {
    venue = new Venue(folder, clocks, 2);
  }

  @AfterEach
  void close() throws IOException {
    venue.close();
  }

  @Test
  void aGatewayThatHearsNoPhonesWhileASiblingDoesIsToldWhatToTurnOn() throws Exception {
    int minutes = 0;
    do {
      assertTrue(++minutes <= 10, "not within 10 minutes");
      for (int second = 0; second < 60; second += 10) {
        venue.hear("g0", Adverts.gaen(Adverts.body(minutes, 20)), -60, OptionalLong.empty());
        venue.hear("g1", OTHER, -60, OptionalLong.empty());
        clocks.advance(Duration.ofSeconds(10));
        venue.step();
      }
    } while (warnings("g1").isEmpty());
    String told = warnings("g1").getFirst();
    assertTrue(told.contains("hears no contact-tracing adverts: turn on"), told);
    assertTrue(told.contains("Use filtering: All"), told);
    assertEquals(List.of(), warnings("g0"));
  }

  @Test
  void whereNobodyHearsPhonesNobodyIsBlamed() throws Exception {
    for (int minute = 0; minute < 15; minute++) {
      for (String gateway : List.of("g0", "g1")) {
        venue.hear(gateway, OTHER, -60, OptionalLong.empty());
      }
      clocks.advance(Duration.ofSeconds(30));
      venue.step();
    }
    assertEquals(List.of(), warnings("g0"));
  }

  @Test
  void silenceAWrongClockAndASlowCadenceAreTold() throws Exception {
    assertTrue(warnings("g2").getFirst().contains("never heard of"));
    for (int message = 0; message < 10; message++) {
      OptionalLong ahead = OptionalLong.of(clocks.millis() + 90_000);
      venue.hear("g2", Adverts.gaen(Adverts.body(message, 20)), -60, ahead);
      clocks.advance(Duration.ofSeconds(65));
      venue.step();
    }
    String told = String.join("; ", warnings("g2"));
    assertTrue(told.contains("reports every 65 s"), told);
    assertTrue(told.contains("clock is off by -90 s"), told);
    clocks.advance(Duration.ofMinutes(10));
    assertTrue(warnings("g2").getFirst().contains("silent for 11 min"), "" + warnings("g2"));
  }

  @Test
  void anEventMayBeAsLongSilentAsTheBestGatewayIs() throws Exception {
    assertEquals(Duration.ZERO, VenueHealth.gap(venue.gateways.values()));
    for (int message = 0; message < 10; message++) {
      venue.hear("g2", OTHER, -60, OptionalLong.empty());
      clocks.advance(Duration.ofSeconds(65));
      venue.step();
    }
    assertEquals(Duration.ofSeconds(130), VenueHealth.gap(venue.gateways.values()));
  }

  private List<String> warnings(String gateway) {
    return VenueHealth.warnings(
        venue.gateway(gateway), venue.gateways.values(), venue.intake.arrival());
  }
}
