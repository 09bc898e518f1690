/// A user's phone: what it broadcasts, hears, uploads, asks and tells its owner. For demonstrations
/// and tests; an app has its own.
@NullMarked
package godwit.phone;

import org.jspecify.annotations.NullMarked;
