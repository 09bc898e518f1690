package godwit.domain.risk;

/// Minutes by inverse square distance, and a bell curve around onset.
///
/// - shape: min(1, 1/d²), d = 10^((power at 1 m + attenuation) / 10 n); exp(−t² / 2 σ²)
/// - units: metres, days
/// - errors: none
/// - source: docs/protocol.md, "Risk"; arXiv 2005.11057
public final class Briers2020 implements RiskMechanism {
  /// The word of the configuration.
  public static final String WORD = "briers-2020";

  private static final int CODE = 2;
  private static final double MILLIBELS = 100;
  /* Of whole decibels that a signal can lose; beyond, and between, it is worked out. */
  private static final int TABLE = 256;

  private final double exponent;
  private final double powerAt1m;
  private final double deviationDays;
  private final double unmeasuredMetres;
  private final double[] nearness = new double[TABLE];

  Briers2020(RiskParameters parameters) {
    exponent = parameters.of(RiskParameter.PATH_LOSS_EXPONENT);
    powerAt1m = parameters.of(RiskParameter.POWER_AT_1M);
    deviationDays = parameters.of(RiskParameter.DEVIATION_DAYS);
    unmeasuredMetres = parameters.of(RiskParameter.UNMEASURED_METRES);
    for (int decibels = 0; decibels < TABLE; decibels++) {
      nearness[decibels] = nearnessAt(metres(decibels));
    }
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public double nearness(int millibels) {
    int whole = millibels / (int) MILLIBELS;
    boolean tabled = whole * (int) MILLIBELS == millibels && whole >= 0 && whole < TABLE;
    return tabled ? nearness[whole] : nearnessAt(metres(millibels / MILLIBELS));
  }

  @Override
  public double infectiousness(long daysSinceOnset) {
    double days = daysSinceOnset;
    return Math.exp(-days * days / (2 * deviationDays * deviationDays));
  }

  @Override
  public double nearnessUnmeasured() {
    return nearnessAt(unmeasuredMetres);
  }

  private double metres(double attenuation) {
    return Math.pow(10, (powerAt1m + attenuation) / (10 * exponent));
  }

  private static double nearnessAt(double metres) {
    return Math.min(1, 1 / (metres * metres));
  }
}
