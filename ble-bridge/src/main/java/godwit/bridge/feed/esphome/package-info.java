/// ESPHome devices with a Bluetooth proxy: their native API, encrypted or open.
@NullMarked
package godwit.bridge.feed.esphome;

import org.jspecify.annotations.NullMarked;
