/// Durable bytes: append, commit, read from a cursor, forget; and the database they lie in.
@NullMarked
package godwit.store;

import org.jspecify.annotations.NullMarked;
