/// Delivery to other authorities and hubs.
@NullMarked
package godwit.exchange;

import org.jspecify.annotations.NullMarked;
