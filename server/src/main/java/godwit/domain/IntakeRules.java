package godwit.domain;

import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_SEALED;
import static godwit.codec.batch.BatchLayout.MAX_PAYLOAD_BYTES;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureWalk;
import godwit.codec.batch.VenueCursor;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.StructuralCheck;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Which blocks of a batch between authorities are kept.
///
/// - shape: blocks that are framed well, see [godwit.codec.batch.BatchDecoder]
/// - units: days since 1970-01-01 UTC
/// - errors: [RejectReason], a block at a time: the rest of the batch stands
/// - source: docs/protocol.md, "Judgement"
public final class IntakeRules {
  private static final int VENUE_CODE_BYTES = 4;
  private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private final DateWindow window;
  private final long now;
  private final RoutingCode destination;
  private final OptionalLong venue;
  private final ExposureWalk walk = new ExposureWalk();
  private final VenueCursor venues = new VenueCursor();
  private long zeroIds;

  /// @param now seconds since 1970-01-01T00:00Z
  /// @param destination of the batch's preamble
  /// @param venue that the path names, if it names one
  public IntakeRules(DateWindow window, long now, RoutingCode destination, OptionalLong venue) {
    this.window = window;
    this.now = now;
    this.destination = destination;
    this.venue = venue;
  }

  /// Judges the block that lies at `offset`.
  public Verdict judge(BlockHeader header, byte[] bytes, int offset) {
    if (header.kind() == KIND_SEALED) return rejected(RejectReason.CANNOT_OPEN);
    if (!isRoutable(header)) return rejected(RejectReason.NOT_ROUTABLE);
    if (venue.isPresent()
        && (header.kind() == KIND_EXPOSURES || !header.routing().equals(destination))) {
      return rejected(RejectReason.WRONG_VENUE);
    }
    if (!window.holds(header.date())) return rejected(RejectReason.DATE_OUT_OF_WINDOW);
    return header.kind() == KIND_EXPOSURES
        ? judgeExposures(header, bytes, offset)
        : judgeVenues(header, bytes, offset);
  }

  /// How many of the exposures that were kept can match nobody, as their contact id is all zero.
  public long zeroIds() {
    return zeroIds;
  }

  private boolean isRoutable(BlockHeader header) {
    RoutingCode code = header.routing();
    if (!code.isRoutable() || code.custom() != destination.custom()) return false;
    return code.equals(destination)
        || (destination.isNational() && code.country() == destination.country());
  }

  private Verdict judgeExposures(BlockHeader header, byte[] bytes, int offset) {
    if (!walk.of(header, bytes, offset)) return rejected(RejectReason.BAD_PAYLOAD);
    zeroIds += walk.zeroIds();
    return Verdict.KEPT;
  }

  private Verdict judgeVenues(BlockHeader header, byte[] bytes, int offset) {
    venues.wrap(bytes, offset, header);
    while (venues.next()) {
      if (venue.isPresent() && venues.venue() != venue.getAsLong()) {
        return rejected(RejectReason.WRONG_VENUE);
      }
      if (!isPeriodOf(header.date())) return rejected(RejectReason.BAD_TIMES);
      int payload = ExposureHeader.BYTES + VENUE_CODE_BYTES + venues.dataLength();
      boolean sound = payload <= MAX_PAYLOAD_BYTES
          && StructuralCheck.firstSectionFault(bytes, venues.dataOffset(), venues.dataLength())
              == DiagnosticCode.NONE;
      if (!sound) return rejected(RejectReason.BAD_PAYLOAD);
    }
    return Verdict.KEPT;
  }

  /* Of the venue exposure that is looked at. */
  private boolean isPeriodOf(int date) {
    long start = venues.startSeconds();
    long end = venues.endSeconds();
    return start / DAY_SECONDS == date
        && end >= start
        && end - start <= DAY_SECONDS
        && end <= now + DAY_SECONDS;
  }

  private static Verdict rejected(RejectReason reason) {
    return new Verdict.Rejected(reason);
  }
}
