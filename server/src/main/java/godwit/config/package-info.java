/// The configuration file of a node, read and checked.
@NullMarked
package godwit.config;

import org.jspecify.annotations.NullMarked;
