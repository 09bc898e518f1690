package godwit.domain;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// How the readings of a contact become risk-weighted minutes.
///
/// - shape: a sum over readings of minutes × nearness × infectiousness
/// - units: dBm, dB, metres, whole UTC days since onset
/// - errors: none
/// - source: docs/protocol.md, "Risk"; Briers 2020 is arXiv 2005.11057
public sealed interface RiskMechanism {
  /// The number that stands for it in a block's header.
  int code();

  /// The word that stands for it in JSON and in the configuration.
  String word();

  /// How much a minute at that signal counts for nearness.
  double nearness(int rssi, OptionalInt transmitPower);

  /// How much a minute counts so many days after onset.
  double infectiousness(long daysSinceOnset);

  /// How much a minute counts where nothing was measured: as one at 2 m.
  double nearnessUnmeasured();

  /// Its parameters by name, for whoever wants to know what a score means.
  Map<String, Object> parameters();

  /// Reads the word of the configuration.
  static Optional<RiskMechanism> parse(String word) {
    return switch (word) {
      case "briers-2020" -> Optional.of(Briers2020.DEFAULT);
      case "attenuation-buckets" -> Optional.of(AttenuationBuckets.DEFAULT);
      default -> Optional.empty();
    };
  }

  /// Minutes by inverse square distance, and a bell curve around onset.
  final class Briers2020 implements RiskMechanism {
    public static final Briers2020 DEFAULT = new Briers2020(2, -65, 41, 2.75);

    private static final double UNMEASURED_METRES = 2;
    /* Of i8 signal strengths and transmit powers none is further from that at one metre. */
    private static final int MAX_LOSS = 300;

    private final double exponent;
    private final double powerAt1m;
    private final double lossAt1m;
    private final double deviationDays;
    private final double[] nearness = new double[2 * MAX_LOSS + 1]; // by whole dB of loss

    /// @param exponent n of the path loss
    /// @param powerAt1m dBm at one metre where the transmit power is not known
    /// @param lossAt1m dB between transmit power and the power at one metre
    /// @param deviationDays of the bell curve
    Briers2020(double exponent, double powerAt1m, double lossAt1m, double deviationDays) {
      this.exponent = exponent;
      this.powerAt1m = powerAt1m;
      this.lossAt1m = lossAt1m;
      this.deviationDays = deviationDays;
      for (int loss = -MAX_LOSS; loss <= MAX_LOSS; loss++) {
        nearness[MAX_LOSS + loss] = nearnessAt(metres(loss));
      }
    }

    @Override
    public int code() {
      return 2;
    }

    @Override
    public String word() {
      return "briers-2020";
    }

    @Override
    public double nearness(int rssi, OptionalInt transmitPower) {
      double atOneMetre =
          transmitPower.isPresent() ? transmitPower.getAsInt() - lossAt1m : powerAt1m;
      double loss = atOneMetre - rssi;
      int whole = (int) loss;
      return whole == loss && Math.abs(whole) <= MAX_LOSS
          ? nearness[MAX_LOSS + whole]
          : nearnessAt(metres(loss));
    }

    @Override
    public double infectiousness(long daysSinceOnset) {
      double days = daysSinceOnset;
      return Math.exp(-days * days / (2 * deviationDays * deviationDays));
    }

    @Override
    public double nearnessUnmeasured() {
      return nearnessAt(UNMEASURED_METRES);
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of(
          "pathLossExponent", exponent,
          "powerAt1m", powerAt1m,
          "lossAt1m", lossAt1m,
          "deviationDays", deviationDays);
    }

    /* Beyond what is lost on the first metre. */
    private double metres(double loss) {
      return Math.pow(10, loss / (10 * exponent));
    }

    private static double nearnessAt(double metres) {
      return Math.min(1, 1 / (metres * metres));
    }
  }

  /// Minutes in three bands of attenuation, and two levels of infectiousness.
  ///
  /// @param nearDb upper bound of the first band, inclusive
  /// @param middleDb of the second
  /// @param farDb of the third; beyond it nothing counts
  record AttenuationBuckets(int nearDb, int middleDb, int farDb) implements RiskMechanism {
    public static final AttenuationBuckets DEFAULT = new AttenuationBuckets(55, 63, 70);

    private static final int UNMEASURED_DB = 63;

    @Override
    public int code() {
      return 1;
    }

    @Override
    public String word() {
      return "attenuation-buckets";
    }

    @Override
    public double nearness(int rssi, OptionalInt transmitPower) {
      return weight(transmitPower.orElse(0) - rssi);
    }

    @Override
    public double infectiousness(long daysSinceOnset) {
      if (daysSinceOnset >= -2 && daysSinceOnset <= 5) return 1;
      return daysSinceOnset >= 6 && daysSinceOnset <= 14 ? 0.5 : 0;
    }

    @Override
    public double nearnessUnmeasured() {
      return weight(UNMEASURED_DB);
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of("nearDb", nearDb, "middleDb", middleDb, "farDb", farDb);
    }

    private double weight(int attenuationDb) {
      if (attenuationDb <= nearDb) return 1.5;
      if (attenuationDb <= middleDb) return 1;
      return attenuationDb <= farDb ? 0.5 : 0;
    }
  }
}
