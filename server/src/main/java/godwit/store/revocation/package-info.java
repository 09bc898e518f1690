/// What is taken back: what cases have shared, and what the own list does not show.
@NullMarked
package godwit.store.revocation;

import org.jspecify.annotations.NullMarked;
