package godwit.bridge.detection;

/// Received signal strength as Bluetooth controllers report it, in dBm.
///
/// - shape: signed byte
/// - units: dBm, -127 to 20; [#UNKNOWN] where none was measured
/// - errors: none; 21 to 126 are reserved and read as unknown
/// - source: Bluetooth Core Specification, Vol 4 Part E, "LE Advertising Report event"
public final class Rssi {
  /// No strength was measured.
  public static final int UNKNOWN = 127;

  private static final int MAX = 20;

  private Rssi() {}

  /// The strength that a controller's byte stands for.
  public static int of(byte reported) {
    return reported > MAX ? UNKNOWN : reported;
  }
}
