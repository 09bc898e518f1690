package godwit.bridge.venue;

import godwit.bridge.detection.Receiver;
import godwit.bridge.feed.gateway.MappedFormat;
import godwit.bridge.feed.gateway.Product;
import java.util.Optional;

/// A gateway as configured.
///
/// @param token by which it proves who it is, over HTTP and MQTT
/// @param certificate SHA-256 of its client certificate, in hex of lower case
/// @param address its own, 12 hex digits of lower case: what it writes into its messages
/// @param topic filter of its messages at a broker
/// @param format where its product's messages are mapped
public record Gateway(
    String name,
    String area,
    Product product,
    Optional<String> token,
    Optional<String> certificate,
    Optional<String> address,
    Optional<String> topic,
    Optional<MappedFormat> format) {
  public Receiver receiver() {
    return new Receiver(name, area);
  }

  @Override
  public String toString() {
    return "Gateway[" + name + "]";
  }
}
