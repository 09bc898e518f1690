/// Keys by which batches, certifications and other keys are signed: this authority's own, and those
/// of others.
@NullMarked
package godwit.trust.keys;

import org.jspecify.annotations.NullMarked;
