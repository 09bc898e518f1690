/// The routes of the listener for phones.
@NullMarked
package godwit.http.device;

import org.jspecify.annotations.NullMarked;
