/// Rules and decisions: what is accepted, whose it is, what it means. No I/O, no clock.
@NullMarked
package godwit.domain;

import org.jspecify.annotations.NullMarked;
