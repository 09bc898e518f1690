/// What a revocation takes back, and what still counts behind it.
@NullMarked
package godwit.domain.revocation;

import org.jspecify.annotations.NullMarked;
