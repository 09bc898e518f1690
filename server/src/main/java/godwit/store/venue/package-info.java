/// Exposures of venues: which are registered, and how they come onto the list.
@NullMarked
package godwit.store.venue;

import org.jspecify.annotations.NullMarked;
