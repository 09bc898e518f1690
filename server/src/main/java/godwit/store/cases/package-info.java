/// Cases that health staff have confirmed: codes, tokens, and what came of them.
@NullMarked
package godwit.store.cases;

import org.jspecify.annotations.NullMarked;
