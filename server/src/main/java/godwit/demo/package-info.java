/// The phones of a demonstration: they upload, fetch lists, compare, and count what got lost.
@NullMarked
package godwit.demo;

import org.jspecify.annotations.NullMarked;
