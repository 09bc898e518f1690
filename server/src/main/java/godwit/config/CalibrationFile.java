package godwit.config;

import godwit.domain.risk.Calibration;
import godwit.domain.risk.Calibration.Correction;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A table of phone models, as a file has it.
///
/// - shape: CSV in UTF-8 (RFC 4180, one record a line) with the header `model,tx,rx`; lines that
/// are
///   empty or begin with `#` say nothing
/// - units: decibels with at most two decimals; nothing is 0
/// - errors: those of the configuration, with the file's own line
/// - source: docs/operating.md, "Calibration"
final class CalibrationFile {
  private static final List<String> HEADER = List.of("model", "tx", "rx");
  private static final Pattern DECIBELS = Pattern.compile("[+-]?[0-9]{1,2}(\\.[0-9]{1,2})?");
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_DECIBELS = 60;

  private CalibrationFile() {}

  static Calibration read(ConfigSection section, String key) {
    Path file = section.path(key);
    Map<String, Correction> models = new HashMap<>();
    boolean headed = false;
    int number = 0;
    for (String line : lines(section, key, file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) continue;
      String at = "names " + file + ", line " + number + ": ";
      List<String> fields = fields(line);
      if (fields.size() != HEADER.size()) {
        throw section.wrong(key, at + "three values are expected: " + String.join(",", HEADER));
      }
      if (!headed) {
        if (!fields.equals(HEADER)) {
          throw section.wrong(key, at + "the header " + String.join(",", HEADER) + " is missing");
        }
        headed = true;
      } else if (fields.getFirst().isEmpty()) {
        throw section.wrong(key, at + "the model has no name");
      } else {
        Correction correction = new Correction(
            millibels(section, key, at, fields.get(1)), millibels(section, key, at, fields.get(2)));
        if (models.put(fields.getFirst(), correction) != null) {
          throw section.wrong(key, at + "the model is there twice");
        }
      }
    }
    if (!headed) throw section.wrong(key, "names " + file + ", which has no header");
    return new Calibration(models);
  }

  private static List<String> lines(ConfigSection section, String key, Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw section.wrong(key, "names " + file + ", which has over " + MAX_BYTES + " bytes");
      }
      return Files.readAllLines(file);
    } catch (CharacterCodingException notText) {
      throw section.wrong(key, "names " + file + ", which is not UTF-8");
    } catch (IOException unreadable) {
      throw section.wrong(key, "names " + file + ", which cannot be read");
    }
  }

  private static int millibels(ConfigSection section, String key, String at, String text) {
    String decibels = text.strip();
    if (decibels.isEmpty()) return 0;
    if (DECIBELS.matcher(decibels).matches()) {
      BigDecimal value = new BigDecimal(decibels);
      if (value.abs().intValue() < MAX_DECIBELS) return value.movePointRight(2).intValueExact();
    }
    throw section.wrong(
        key, at + "a correction is decibels such as -2 or 1.5, less than " + MAX_DECIBELS);
  }

  /* Quotes go round a whole field, twice where one is meant. What is not closed has too few. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int index = 0; index < line.length(); index++) {
      char letter = line.charAt(index);
      if (letter == '"') {
        boolean twice = quoted && index + 1 < line.length() && line.charAt(index + 1) == '"';
        if (twice) {
          field.append(letter);
          index++;
        } else {
          quoted = !quoted;
        }
      } else if (letter == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(letter);
      }
    }
    fields.add(field.toString());
    return quoted ? List.of() : fields;
  }
}
