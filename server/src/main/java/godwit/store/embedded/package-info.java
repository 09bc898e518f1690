/// The PostgreSQL server that a node brings along, from its binaries to its orderly end.
@NullMarked
package godwit.store.embedded;

import org.jspecify.annotations.NullMarked;
