/// The routes and their limits: requests to domain to responses.
@NullMarked
package godwit.http;

import org.jspecify.annotations.NullMarked;
