package godwit.bridge.feed.net;

import godwit.codec.payload.Bytes;
import java.util.Optional;

/// An ESPHome device with a Bluetooth proxy, at its native API.
///
/// @param key its encryption key, 32 bytes; empty where its API is open
public record EsphomeDevice(String host, int port, Optional<Bytes> key) implements GatewaySource {
  /// Where the API listens, unless it is told otherwise.
  public static final int PORT = 6053;

  @Override
  public String toString() {
    return "EsphomeDevice[" + host + ":" + port + "]";
  }
}
