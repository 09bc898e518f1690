/// Comparing with peers what was exchanged.
@NullMarked
package godwit.exchange.reconcile;

import org.jspecify.annotations.NullMarked;
