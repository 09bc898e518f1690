/// What the bridge has acknowledged and not yet delivered: durable, sealed, bounded.
@NullMarked
package godwit.bridge.spool;

import org.jspecify.annotations.NullMarked;
