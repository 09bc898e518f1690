/// Commands about keys: an authority's own, and those of its peers.
@NullMarked
package godwit.cli.trust;

import org.jspecify.annotations.NullMarked;
