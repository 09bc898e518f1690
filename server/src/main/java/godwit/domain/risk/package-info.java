/// What a contact event scores: readings, mechanisms and their parameters.
@NullMarked
package godwit.domain.risk;

import org.jspecify.annotations.NullMarked;
