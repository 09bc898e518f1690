package godwit.domain;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.StructuralCheck;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What one contact event under a case becomes: an exposure of a day, or nothing with a reason.
///
/// - shape: a record of a contact block, see [ContactCursor]
/// - units: a score is hundredths of a risk-weighted minute, half up, at most 65,535
/// - errors: [RejectReason], a record at a time
/// - source: docs/protocol.md, "Contact batch" and "Risk"
public final class ContactRules {
  /// The mechanism of a score that no reading stands behind.
  private static final int NOT_DISCLOSED = 0;

  private static final int MAX_SCORE = 65_535;

  private final DateWindow window;
  private final RiskMechanism mechanism;
  private final long referenceDay;

  public ContactRules(DateWindow window, RiskMechanism mechanism, Case confirmed) {
    this.window = window;
    this.mechanism = mechanism;
    this.referenceDay = confirmed.reference().toEpochDay();
  }

  /// What is decided about one contact event.
  public sealed interface Outcome {
    /// @param date days since 1970-01-01 UTC
    /// @param mechanism code for the block's header
    record Exposure(ExposureHeader header, int date, int score, int mechanism) implements Outcome {}

    record Rejected(RejectReason reason) implements Outcome {}
  }

  /// Judges and scores the record that the cursor is at.
  public Outcome judge(byte[] bytes, ContactCursor contact) {
    int payload = contact.isWhole() ? contact.payloadLength() : 0;
    if (payload <= ExposureHeader.BYTES || payload > BatchLayout.MAX_PAYLOAD_BYTES) {
      return new Outcome.Rejected(RejectReason.BAD_PAYLOAD);
    }
    int offset = contact.payloadOffset();
    ExposureHeader header = ExposureHeader.read(bytes, offset, offset + payload).orElseThrow();
    if (!header.routing().isRoutable()) return new Outcome.Rejected(RejectReason.NOT_ROUTABLE);
    boolean sound = StructuralCheck.isSound(
        header.payloadType(), bytes, offset + ExposureHeader.BYTES, payload - ExposureHeader.BYTES);
    Optional<Readings> heard =
        Readings.of(bytes, contact.sectionsOffset(), contact.sectionsLength());
    if (!sound || heard.isEmpty()) {
      return new Outcome.Rejected(RejectReason.BAD_PAYLOAD);
    }
    if (contact.endSeconds() < contact.startSeconds()) {
      return new Outcome.Rejected(RejectReason.BAD_TIMES);
    }
    long day = contact.startSeconds() / TimeUnit.DAYS.toSeconds(1);
    if (!window.holds(day)) return new Outcome.Rejected(RejectReason.DATE_OUT_OF_WINDOW);
    Readings readings = heard.get();
    double minutes = minutes(readings, contact.endSeconds() - contact.startSeconds());
    int score = hundredths(minutes * mechanism.infectiousness(day - referenceDay));
    int by = readings.count() > 0 ? mechanism.code() : NOT_DISCLOSED;
    return new Outcome.Exposure(header, (int) day, score, by);
  }

  private double minutes(Readings readings, long durationSeconds) {
    if (readings.count() == 0) {
      return durationSeconds / 60.0 * mechanism.nearnessUnmeasured();
    }
    double minutes = 0;
    for (int index = 0; index < readings.count(); index++) {
      double nearness = mechanism.nearness(readings.rssi()[index], readings.transmitPower());
      minutes += readings.seconds(index, durationSeconds) / 60 * nearness;
    }
    return minutes;
  }

  private static int hundredths(double minutes) {
    return (int) Math.min(MAX_SCORE, Math.floor(minutes * 100 + 0.5));
  }
}
