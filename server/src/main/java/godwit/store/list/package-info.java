/// The parts of the list that have pages of their own.
@NullMarked
package godwit.store.list;

import org.jspecify.annotations.NullMarked;
