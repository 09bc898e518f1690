/// A Linux machine's own Bluetooth adapter, at BlueZ' D-Bus interface.
@NullMarked
package godwit.bridge.feed.bluez;

import org.jspecify.annotations.NullMarked;
