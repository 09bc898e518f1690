/// What all packages of the server keep to.
@NullMarked
package godwit;

import org.jspecify.annotations.NullMarked;
