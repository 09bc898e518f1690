/// What a server of the protocol has to do, case by case, tried out against any of them.
@NullMarked
package godwit.conformance;

import org.jspecify.annotations.NullMarked;
