/// Durable bytes: append, commit, read from a cursor, forget.
@NullMarked
package godwit.store;

import org.jspecify.annotations.NullMarked;
