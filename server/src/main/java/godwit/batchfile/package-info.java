/// Batches in files: made, sent, converted, shown.
@NullMarked
package godwit.batchfile;

import org.jspecify.annotations.NullMarked;
