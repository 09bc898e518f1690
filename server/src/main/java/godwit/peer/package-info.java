/// Connections to other authorities' servers.
@NullMarked
package godwit.peer;

import org.jspecify.annotations.NullMarked;
