package godwit.domain.risk;

/// Which strengths and transmit powers are measurements, and which stand for none.
///
/// - units: dBm
/// - source: docs/protocol.md, "Risk"; Bluetooth gives 127 where there is none, and nothing that
///   it measures or sends with is outside of -127 to 20
final class Signal {
  static final int MIN_DBM = -127;
  static final int MAX_DBM = 20;

  private Signal() {}

  static boolean isAvailable(int dBm) {
    return dBm >= MIN_DBM && dBm <= MAX_DBM;
  }
}
