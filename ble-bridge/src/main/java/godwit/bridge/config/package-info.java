/// The bridge's configuration: read once, checked whole, passed down as values.
@NullMarked
package godwit.bridge.config;

import org.jspecify.annotations.NullMarked;
