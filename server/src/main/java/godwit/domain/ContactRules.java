package godwit.domain;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.StructuralCheck;
import godwit.domain.risk.ContactScore;
import godwit.domain.risk.Scoring;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What one contact event under a case becomes: an exposure of a day, or nothing with a reason. Not
/// for several threads.
///
/// - shape: a record of a contact block, see [ContactCursor]
/// - units: a score is hundredths of a risk-weighted minute, half up, at most 65,535
/// - errors: [RejectReason], a record at a time
/// - source: docs/protocol.md, "Contact batch" and "Risk"
public final class ContactRules {
  private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);
  private static final long AHEAD_SECONDS = TimeUnit.MINUTES.toSeconds(15);

  private final DateWindow window;
  private final long now;
  private final HeaderRules headers;
  private final ContactScore score;
  private final boolean revokes;
  private final long referenceDay;
  private final Optional<OutbreakWindow> outbreak;

  /// @param now seconds since 1970-01-01T00:00Z
  public ContactRules(
      DateWindow window, long now, HeaderRules headers, Scoring scoring, Case confirmed) {
    this(window, now, headers, scoring, confirmed, Optional.empty());
  }

  /// The rules of contacts that an outbreak releases: what lies in its window counts, all of it
  /// alike, since nobody knows how near to whom it was.
  public ContactRules(
      DateWindow window,
      long now,
      HeaderRules headers,
      Scoring scoring,
      Case confirmed,
      Optional<OutbreakWindow> outbreak) {
    this.window = window;
    this.headers = headers;
    this.now = now;
    this.score = new ContactScore(scoring);
    this.revokes = confirmed.revokes();
    this.referenceDay = confirmed.reference().toEpochDay();
    this.outbreak = outbreak;
  }

  /// What is decided about one contact event.
  public sealed interface Outcome {
    /// @param header that it has on its way
    /// @param date days since 1970-01-01 UTC
    /// @param mechanism code for the block's header
    record Exposure(ExposureHeader header, int date, int score, int mechanism) implements Outcome {}

    /// Sound, and too slight, or on too late or early a day, to score anything: no exposure.
    record Harmless() implements Outcome {}

    /// @param littleEndian whose it is if that reading alone makes sense
    record Rejected(RejectReason reason, Optional<RoutingCode> littleEndian) implements Outcome {
      Rejected(RejectReason reason) {
        this(reason, Optional.empty());
      }
    }
  }

  /// Judges and scores the record that the cursor is at.
  public Outcome judge(byte[] bytes, ContactCursor contact) {
    int payload = contact.isWhole() ? contact.payloadLength() : 0;
    if (payload <= ExposureHeader.BYTES || payload > BatchLayout.MAX_PAYLOAD_BYTES) {
      return new Outcome.Rejected(RejectReason.BAD_PAYLOAD);
    }
    int offset = contact.payloadOffset();
    ExposureHeader header = ExposureHeader.read(bytes, offset, offset + payload).orElseThrow();
    RoutingCode code = header.routing();
    if (!code.isRoutable()) {
      return new Outcome.Rejected(RejectReason.NOT_ROUTABLE, code.littleEndian());
    }
    boolean sound = StructuralCheck.isSound(
        header.payloadType(), bytes, offset + ExposureHeader.BYTES, payload - ExposureHeader.BYTES);
    if (!sound || !score.read(bytes, contact)) {
      return new Outcome.Rejected(RejectReason.BAD_PAYLOAD);
    }
    if (!isPeriod(contact)) return new Outcome.Rejected(RejectReason.BAD_TIMES);
    long day = contact.startSeconds() / DAY_SECONDS;
    if (!window.holds(day)) return new Outcome.Rejected(RejectReason.DATE_OUT_OF_WINDOW);
    if (revokes) return exposure(bytes, contact, header, 0);
    if (outbreak.isPresent()) {
      int there = score.unmeasuredHundredths(outbreak.get().seconds(bytes, contact));
      if (there == 0) return new Outcome.Harmless();
      ExposureHeader of = headers.of(header, bytes, contact);
      return new Outcome.Exposure(of, (int) day, there, ContactScore.NOT_DISCLOSED);
    }
    int scored =
        score.hundredths(contact.endSeconds() - contact.startSeconds(), day - referenceDay);
    return scored == 0 ? new Outcome.Harmless() : exposure(bytes, contact, header, scored);
  }

  private Outcome exposure(
      byte[] bytes, ContactCursor contact, ExposureHeader written, int scored) {
    ExposureHeader header = headers.of(written, bytes, contact);
    int day = (int) (contact.startSeconds() / DAY_SECONDS);
    return new Outcome.Exposure(header, day, scored, score.mechanism());
  }

  /* A clock that is wrong by days, or a phone that never saw the other leave, would alert alone. */
  private boolean isPeriod(ContactCursor contact) {
    long start = contact.startSeconds();
    long end = contact.endSeconds();
    return end >= start && end <= now + AHEAD_SECONDS && end - start <= DAY_SECONDS;
  }
}
