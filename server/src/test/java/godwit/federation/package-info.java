/// Several nodes at once.
@NullMarked
package godwit.federation;

import org.jspecify.annotations.NullMarked;
