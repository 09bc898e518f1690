package godwit.codec.payload;

/// What a section's data says. No text form shows it, as it may tell where somebody was.
public sealed interface SectionValue {
  /// A number without fraction; seconds since 1970 for times, dBm for an RSSI.
  record Whole(long value) implements SectionValue {
    @Override
    public String toString() {
      return "Whole";
    }
  }

  /// A number with fraction, never negative, infinite or not a number; metres.
  record Real(double value) implements SectionValue {
    @Override
    public String toString() {
      return "Real";
    }
  }

  /// Two coordinates; arc minutes of latitude and longitude for [SectionKind#GEO_ARC_MINUTES].
  record Pair(int first, int second) implements SectionValue {
    @Override
    public String toString() {
      return "Pair";
    }
  }

  record Text(String value) implements SectionValue {
    @Override
    public String toString() {
      return "Text";
    }
  }

  /// Bytes that are not ours to read, or that break their section's rule.
  record Unread() implements SectionValue {}
}
