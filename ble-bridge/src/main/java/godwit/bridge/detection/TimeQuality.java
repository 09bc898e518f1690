package godwit.bridge.detection;

/// How the time of a sighting is known, from the best to the worst.
public enum TimeQuality {
  /// The receiver's own clock, which agrees with ours.
  RECEIVER(0),
  /// The receiver's own clock, put right by how far it is off.
  CORRECTED(1),
  /// When the report arrived: the receiver has no clock.
  ARRIVAL(2),
  /// When the report arrived: the receiver's clock said what cannot be, or was set.
  DOUBTFUL(3);

  private static final TimeQuality[] ALL = values();

  private final int code;

  TimeQuality(int code) {
    this.code = code;
  }

  /// The number by which it is stored and sent.
  public int code() {
    return code;
  }

  /// The worse of two.
  public TimeQuality or(TimeQuality other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// The quality of a number from 0 to 3.
  public static TimeQuality of(int code) {
    return ALL[code];
  }
}
