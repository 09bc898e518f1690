/// Commands about venues: their registry, and outbreaks at them.
@NullMarked
package godwit.cli.venue;

import org.jspecify.annotations.NullMarked;
