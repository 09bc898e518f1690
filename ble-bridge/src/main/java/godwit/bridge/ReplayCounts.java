package godwit.bridge;

import godwit.bridge.detection.Detector;
import godwit.bridge.feed.HciReports;

/// What a replay met, so that nothing in a capture goes missing without a figure.
///
/// `records = hciEvents + otherRecords + cutRecords + untimelyRecords`, `reports = adverts +
/// scanResponses + partialReports`, and `adverts = recognised of all systems + possible + unknown +
/// cutAdverts`.
///
/// @param records of the captures
/// @param hciEvents records that are HCI events, advertising reports among them
/// @param otherRecords records that are commands or data, or that say they are
/// @param cutRecords records of which the recorder kept only a part; not read
/// @param untimelyRecords records whose time cannot be; not read: see [RecordTimes]
/// @param backwardRecords records earlier than the one before
/// @param recorderDrops packets that the recorder itself says it lost
/// @param reports advertising reports received
/// @param partialReports reports that announced that more of their advert follows
/// @param abandonedAdverts adverts begun whose end never came
/// @param malformedEvents advertising report events that break their format
/// @param clockSteps how often a record's time fell back by more than a gap
/// @param detected what the adverts were
/// @param droppedSightings sightings for which there was no room
/// @param identifiers different identifiers heard
/// @param identifiersExact false if more were heard than are remembered
record ReplayCounts(
    long records,
    long hciEvents,
    long otherRecords,
    long cutRecords,
    long untimelyRecords,
    long backwardRecords,
    long recorderDrops,
    long reports,
    long partialReports,
    long abandonedAdverts,
    long malformedEvents,
    long clockSteps,
    Detector.Counts detected,
    long droppedSightings,
    long identifiers,
    boolean identifiersExact) {
  /// The part that is counted before adverts are looked at, while it grows.
  static final class Records {
    long all;
    long hciEvents;
    long other;
    long cut;
    long untimely;
    long backward;
    long recorderDrops;
    long clockSteps;
    private long reports;
    private long partial;
    private long abandoned;
    private long malformed;

    /// Adds what a capture's events held.
    void add(HciReports hci) {
      reports += hci.reports();
      partial += hci.partial();
      abandoned += hci.abandoned();
      malformed += hci.malformed();
    }

    ReplayCounts with(Detector.Counts detected, long dropped, long identifiers, boolean exact) {
      return new ReplayCounts(
          all,
          hciEvents,
          other,
          cut,
          untimely,
          backward,
          recorderDrops,
          reports,
          partial,
          abandoned,
          malformed,
          clockSteps,
          detected,
          dropped,
          identifiers,
          exact);
    }
  }
}
