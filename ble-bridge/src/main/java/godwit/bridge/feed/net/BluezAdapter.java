package godwit.bridge.feed.net;

/// A Bluetooth adapter of this machine, at BlueZ' D-Bus interface.
///
/// @param bus the bus's address, or [#SYSTEM]
/// @param adapter its name, such as `hci0`
public record BluezAdapter(String bus, String adapter) implements GatewaySource {
  /// The machine's own bus.
  public static final String SYSTEM = "system";
}
