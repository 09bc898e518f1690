/// The routes of the listener for operators: health and administration.
@NullMarked
package godwit.http.ops;

import org.jspecify.annotations.NullMarked;
