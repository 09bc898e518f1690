/// Commands about the exchange with peers, which ask a running node.
@NullMarked
package godwit.cli.exchange;

import org.jspecify.annotations.NullMarked;
