/// Membership filters: whether an identifier may be among a day's exposures, in few bits each.
@NullMarked
package godwit.codec.filter;

import org.jspecify.annotations.NullMarked;
