package godwit.bridge.venue;

import godwit.bridge.detection.EventRules;
import godwit.codec.air.Recogniser;
import godwit.codec.payload.RoutingCode;
import java.time.Duration;

/// What a venue's pipeline goes by.
///
/// @param authority whose venue it is
/// @param settle silence beyond the gap before an event is handed on
/// @param minSamples an event with fewer is of who passed by
/// @param checkpointEvery at most between a sighting and its place in a stay on disk
public record PipelineRules(
    RoutingCode authority,
    Recogniser recogniser,
    EventRules events,
    Duration settle,
    int minSamples,
    Duration checkpointEvery) {}
