/// From the bytes of a body to a durable batch: decoding, judgement, writing, receipt.
@NullMarked
package godwit.intake;

import org.jspecify.annotations.NullMarked;
