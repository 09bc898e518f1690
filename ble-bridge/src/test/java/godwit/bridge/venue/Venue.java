package godwit.bridge.venue;

import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.EventRules;
import godwit.bridge.detection.Heard;
import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.Observation;
import godwit.bridge.feed.gateway.Product;
import godwit.bridge.spool.Spool;
import godwit.bridge.spool.SpoolBounds;
import godwit.bridge.spool.VenueSecret;
import godwit.bridge.time.ManualClocks;
import godwit.codec.air.AdStructures;
import godwit.codec.air.Recogniser;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A venue of five gateways in two areas, with its spool in a folder and a clock that tests move.
public final class Venue implements AutoCloseable {
  public static final RoutingCode NORWAY = RoutingCode.nation(578, 0);

  final ManualClocks clocks;
  final Map<String, GatewayHealth> gateways = new LinkedHashMap<>();
  final Spool spool;
  final Pipeline pipeline;
  final GatewayIntake intake;
  int acknowledged;
  int refused;

  public Venue(Path folder, ManualClocks clocks, int minSamples) throws IOException {
    this(folder, clocks, minSamples, Duration.ofSeconds(60));
  }

  Venue(Path folder, ManualClocks clocks, int minSamples, Duration gap) throws IOException {
    this.clocks = clocks;
    VenueSecret secret = VenueSecret.readOrMake(folder.resolve("venue.secret"));
    spool =
        Spool.open(folder.resolve("spool"), secret, new SpoolBounds(1L << 30, Duration.ofDays(14)));
    for (int index = 0; index < 5; index++) {
      String name = "g" + index;
      gateways.put(
          name,
          new GatewayHealth(new Gateway(
              name,
              index < 3 ? "hall" : "bar",
              Product.RUUVI,
              Optional.of("token-" + index),
              Optional.empty(),
              Optional.of("c8252d00000" + index),
              Optional.empty(),
              Optional.empty())));
    }
    PipelineRules rules = new PipelineRules(
        NORWAY,
        Recogniser.STANDARD,
        EventRules.STANDARD.withGap(gap),
        Duration.ofSeconds(60),
        minSamples,
        Duration.ofSeconds(60));
    pipeline = new Pipeline(rules, clocks, spool, secret, () -> VenueHealth.gap(gateways.values()));
    intake = new GatewayIntake(pipeline, clocks, gateways);
  }

  GatewayHealth gateway(String name) {
    GatewayHealth found = gateways.get(name);
    if (found == null) throw new AssertionError(name);
    return found;
  }

  public Spool spool() {
    return spool;
  }

  public Pipeline pipeline() {
    return pipeline;
  }

  /// A gateway reports one advert now, with a time of its own clock or none.
  public GatewayIntake.Taken hear(String gateway, byte[] advert, int rssi, OptionalLong said) {
    return hear(gateway, advert, rssi, said, false);
  }

  GatewayIntake.Taken hear(
      String gateway, byte[] advert, int rssi, OptionalLong said, boolean wholeSeconds) {
    Observation seen = new Observation(
        said,
        wholeSeconds,
        new DeviceAddress(7),
        rssi,
        new Heard.Advert(AdStructures.parse(advert)));
    GatewayMessage message =
        new GatewayMessage(Optional.empty(), Optional.empty(), List.of(seen), 0);
    byte[] bytes = ByteBuffer.allocate(advert.length + 9)
        .put(advert)
        .put((byte) rssi)
        .putLong(said.orElse(0))
        .array();
    return intake.take(gateway(gateway), message, false, bytes, (durable, tracing) -> {
      if (durable) acknowledged++;
      else refused++;
    });
  }

  /// Runs what waits, without waiting for more.
  public void step() throws InterruptedException {
    pipeline.step(Duration.ZERO);
  }

  /// Lets so much time pass that all is handed on.
  public void quiet() throws InterruptedException {
    clocks.advance(Duration.ofMinutes(15));
    step();
    pipeline.checkpoint();
  }

  /// What waits for the authority.
  public List<EventText> events() throws IOException {
    List<EventText> events = new ArrayList<>();
    for (Spool.Event event : spool.waiting(100_000)) events.add(EventText.of(event.record()));
    return events;
  }

  /// Ends like a process that is killed: nothing is finished.
  @Override
  public void close() throws IOException {
    spool.close();
  }
}
