/// How a node's parts hold together.
@NullMarked
package godwit.node;

import org.jspecify.annotations.NullMarked;
