/// The order of mixed records: it tells nothing of who they came from, or when.
@NullMarked
package godwit.codec.mix;

import org.jspecify.annotations.NullMarked;
