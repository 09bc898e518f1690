/// Batches on their way to other authorities and hubs: made, sent, and proven to have arrived.
@NullMarked
package godwit.exchange.delivery;

import org.jspecify.annotations.NullMarked;
