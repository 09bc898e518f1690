/// What adverts mean: tracing systems recognised, sightings grouped into contact events. No input
/// or
/// output, and no clock but the times that sightings carry.
@NullMarked
package godwit.bridge.detection;

import org.jspecify.annotations.NullMarked;
