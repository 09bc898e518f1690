package godwit.domain.risk;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// By how much phones of each model send and hear otherwise than the reference.
///
/// - shape: corrections by model; a model that is not there has those of the longest name that it
///   begins with
/// - units: hundredths of a decibel
/// - errors: none; 0 for models that nothing is known of
/// - source: docs/operating.md, "Calibration"
public final class Calibration {
  /// What is known where no table is configured: nothing.
  public static final Calibration NONE = new Calibration(Map.of());

  private final Map<String, Correction> models;
  private final int longest;

  public Calibration(Map<String, Correction> models) {
    this.models = new HashMap<>(models);
    this.longest = models.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /// What is added for a model.
  ///
  /// @param txMillibels to the power that it sends with
  /// @param rxMillibels to the strengths that it measures
  public record Correction(int txMillibels, int rxMillibels) {
    /// Of a model that nothing is known of.
    public static final Correction NONE = new Correction(0, 0);
  }

  /// How many models it has.
  public int size() {
    return models.size();
  }

  /// The correction for a model: its own, or that of the longest name that it begins with.
  public Correction of(String model) {
    for (int length = Math.min(model.length(), longest); length > 0; length--) {
      boolean whole = length == model.length();
      Optional<Correction> found =
          Optional.ofNullable(models.get(whole ? model : model.substring(0, length)));
      if (found.isPresent()) return found.get();
    }
    return Correction.NONE;
  }
}
