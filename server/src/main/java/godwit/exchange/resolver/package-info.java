/// What peers say of themselves, asked of their resolvers.
@NullMarked
package godwit.exchange.resolver;

import org.jspecify.annotations.NullMarked;
