package godwit.bridge.feed.net;

import godwit.bridge.detection.Heard;
import godwit.bridge.feed.AdvertisingReport;
import godwit.bridge.feed.H4Stream;
import godwit.bridge.feed.HciReports;
import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.Observation;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A controller's own stream of HCI packets, opened again whenever it ends.
///
/// Blocks; for a thread of its own. It has no way to make its controller wait: what finds no room
/// is dropped and counted.
public final class HciFeed {
  private static final int READ_BYTES = 8_192;
  private static final int MAX_TOGETHER = 500;

  private final HciLine line;
  private final GatewayHealth gateway;
  private final GatewayIntake intake;
  private final List<Observation> heard = new ArrayList<>();

  /* A packet counts only once more has come; its time is that of its own bytes. */
  private long came;
  private long cameBefore;
  private long messages;

  public HciFeed(HciLine line, GatewayHealth gateway, GatewayIntake intake) {
    this.line = line;
    this.gateway = gateway;
    this.intake = intake;
  }

  /// Reads until the thread is interrupted.
  public void run() {
    Reopening.run(opened -> {
      try (InputStream bytes = line.open()) {
        gateway.connected();
        opened.run();
        read(bytes);
      }
    });
  }

  private void read(InputStream bytes) throws IOException {
    HciReports reports = new HciReports(this::report);
    H4Stream packets = new H4Stream(
        (event, earlier) -> reports.read(Instant.ofEpochMilli(earlier ? cameBefore : came), event));
    byte[] buffer = new byte[READ_BYTES];
    try {
      while (true) {
        if (bytes.available() == 0) flush(packets);
        int read = bytes.read(buffer, 0, buffer.length);
        if (read < 0) break;
        cameBefore = came;
        came = intake.arrival();
        packets.add(ByteBuffer.wrap(buffer, 0, read));
        if (heard.size() >= MAX_TOGETHER) flush(packets);
      }
      cameBefore = came;
      packets.end();
      flush(packets);
    } finally {
      gateway.disconnected();
    }
  }

  private void report(AdvertisingReport report) {
    Heard what = report.scanResponse()
        ? new Heard.ScanResponse()
        : report.cut() ? new Heard.CutAdvert() : new Heard.Advert(report.structures());
    heard.add(new Observation(OptionalLong.empty(), false, report.sender(), report.rssi(), what));
  }

  private void flush(H4Stream packets) {
    if (heard.isEmpty()) return;
    GatewayMessage message =
        new GatewayMessage(Optional.empty(), Optional.empty(), heard, (int) packets.takeSkipped());
    heard.clear();
    byte[] mark = ByteBuffer.allocate(Long.BYTES).putLong(messages++).array();
    intake.take(gateway, message, false, mark, (durable, tracing) -> {});
  }
}
