package godwit.domain.risk;

import java.util.List;
import java.util.Optional;

/// How the readings of a contact become risk-weighted minutes.
///
/// - shape: a sum over readings of minutes × nearness × infectiousness
/// - units: attenuation in hundredths of a decibel, whole UTC days since onset
/// - errors: none
/// - source: docs/protocol.md, "Risk"
public sealed interface RiskMechanism permits Briers2020, AttenuationBuckets {
  /// The words of all mechanisms.
  List<String> WORDS = List.of(AttenuationBuckets.WORD, Briers2020.WORD);

  /// The number that stands for it in a block's header.
  int code();

  /// The word that stands for it in JSON and in the configuration.
  String word();

  /// How much a minute at that attenuation counts for nearness.
  ///
  /// @param millibels hundredths of a decibel lost on the way, beside the reference power
  double nearness(int millibels);

  /// How much a minute counts so many days after onset.
  double infectiousness(long daysSinceOnset);

  /// How much a minute counts where nothing was measured: as one at 2 m.
  double nearnessUnmeasured();

  /// Makes the mechanism that a word of the configuration stands for.
  static Optional<RiskMechanism> of(String word, RiskParameters parameters) {
    return switch (word) {
      case Briers2020.WORD -> Optional.of(new Briers2020(parameters));
      case AttenuationBuckets.WORD -> Optional.of(new AttenuationBuckets(parameters));
      default -> Optional.empty();
    };
  }
}
