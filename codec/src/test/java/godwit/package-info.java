/// What holds for the whole repository, whichever module it is in.
@NullMarked
package godwit;

import org.jspecify.annotations.NullMarked;
