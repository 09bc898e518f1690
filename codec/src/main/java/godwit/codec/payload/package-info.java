/// What devices tell each other: exposure headers, routing codes, payload families.
@NullMarked
package godwit.codec.payload;

import org.jspecify.annotations.NullMarked;
