package godwit.bridge.detection;

/// A device's address on the air, with its kind in the upper bits: for joining what belongs
/// together while it is in memory, and for nothing else. It has no text and is written nowhere.
public record DeviceAddress(long value) {
  @Override
  public String toString() {
    return "DeviceAddress";
  }
}
