/// Fetching from other authorities: one question at a time, from a cursor.
@NullMarked
package godwit.exchange.fetch;

import org.jspecify.annotations.NullMarked;
