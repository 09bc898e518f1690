/// What a home authority knows of the tokens that it gave to its own users: whose they are, and
/// whether anybody has made one up.
@NullMarked
package godwit.domain.home;

import org.jspecify.annotations.NullMarked;
