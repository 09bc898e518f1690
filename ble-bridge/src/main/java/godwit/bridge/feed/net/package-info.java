/// How gateways reach the bridge, and how it reaches them: HTTP, MQTT, HCI.
@NullMarked
package godwit.bridge.feed.net;

import org.jspecify.annotations.NullMarked;
