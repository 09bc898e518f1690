/// What gateways of each product write, read into observations.
@NullMarked
package godwit.bridge.feed.gateway;

import org.jspecify.annotations.NullMarked;
