/// One venue's gateways: what they report, told in one time, gathered and made durable.
@NullMarked
package godwit.bridge.venue;

import org.jspecify.annotations.NullMarked;
