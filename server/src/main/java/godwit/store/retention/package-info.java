/// What is forgotten, and when.
@NullMarked
package godwit.store.retention;

import org.jspecify.annotations.NullMarked;
