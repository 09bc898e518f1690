/// Batches as octets: preamble, blocks, records, digest.
@NullMarked
package godwit.codec.batch;

import org.jspecify.annotations.NullMarked;
