/// What was exchanged and done, chained so that nothing can be altered or left out unseen.
@NullMarked
package godwit.store.audit;

import org.jspecify.annotations.NullMarked;
