/// Sealed blocks: what only their addressee can read, also where a hub passes them on.
@NullMarked
package godwit.codec.sealing;

import org.jspecify.annotations.NullMarked;
