/// What makes uploads durable, and remembers what was answered.
@NullMarked
package godwit.store.commit;

import org.jspecify.annotations.NullMarked;
