/// Sets: what has waited in a pool, made into what leaves.
@NullMarked
package godwit.exchange.mixing;

import org.jspecify.annotations.NullMarked;
