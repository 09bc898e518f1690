/// Batches of exposures as JSON, read and written as a stream.
@NullMarked
package godwit.codec.json;

import org.jspecify.annotations.NullMarked;
