package godwit.bridge;

import godwit.codec.air.TracingSystem;
import java.util.Map;

/// What a replay met, so that nothing in a capture goes missing without a figure.
///
/// `records = hciEvents + otherRecords + cutRecords + untimelyRecords`,
/// `reports = adverts + scanResponses + partialReports`, and
/// `adverts = recognised of all systems + unknown + cutAdverts`.
///
/// @param records of the file
/// @param hciEvents records that are HCI events, advertising reports among them
/// @param otherRecords records that are commands or data, or that say they are
/// @param cutRecords records of which the recorder kept only a part; not read
/// @param untimelyRecords records whose time cannot be; not read: see [RecordTimes]
/// @param backwardRecords records earlier than the one before
/// @param recorderDrops packets that the recorder itself says it lost
/// @param reports advertising reports received
/// @param partialReports reports that announced that more of their advert follows
/// @param abandonedAdverts adverts begun whose end never came
/// @param adverts whole or cut, each with all its parts
/// @param scanResponses answers to scan requests; no sightings
/// @param recognised adverts by system: the sightings
/// @param unknown adverts of no tracing system known here
/// @param cutAdverts adverts whose end the controller lost
/// @param malformedEvents advertising report events that break their format
/// @param malformedAdverts adverts with a structure longer than what is left; what precedes it
/// counts
/// @param droppedSightings sightings that found too many contact events open
/// @param clockSteps how often the sightings' time fell back by more than a gap
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
    long adverts,
    long scanResponses,
    Map<TracingSystem, Long> recognised,
    long unknown,
    long cutAdverts,
    long malformedEvents,
    long malformedAdverts,
    long droppedSightings,
    long clockSteps,
    long identifiers,
    boolean identifiersExact) {}
