/// What leaves: batches and pages with fixed bytes, how far each has come, and who reads them.
@NullMarked
package godwit.store.outgoing;

import org.jspecify.annotations.NullMarked;
