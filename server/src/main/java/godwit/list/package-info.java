/// The list of this authority's own phones, in memory.
@NullMarked
package godwit.list;

import org.jspecify.annotations.NullMarked;
