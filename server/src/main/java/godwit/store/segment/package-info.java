/// Runs of blocks as they lie on the wire: written ahead or with a commit, read by their place.
@NullMarked
package godwit.store.segment;

import org.jspecify.annotations.NullMarked;
