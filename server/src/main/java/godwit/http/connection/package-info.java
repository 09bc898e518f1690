/// What stands at a connection before its requests are routed: TLS, bounds, deadlines, bodies.
@NullMarked
package godwit.http.connection;

import org.jspecify.annotations.NullMarked;
