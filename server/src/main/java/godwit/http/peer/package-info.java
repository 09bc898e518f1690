/// The routes of the listener for other authorities.
@NullMarked
package godwit.http.peer;

import org.jspecify.annotations.NullMarked;
