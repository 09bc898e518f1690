/// How sightings come in: capture files, HCI events.
@NullMarked
package godwit.bridge.feed;

import org.jspecify.annotations.NullMarked;
