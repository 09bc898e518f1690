package godwit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.domain.risk.Calibration;
import godwit.domain.risk.Calibration.Correction;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section `risk`: what is read, and what is refused with which sentence.
class RiskSectionTest {
  private static final String SMALLEST = """
      authority: { country: 250, state: 0 }
      tls: { certificate: c.pem, key: c.key, trust: /etc/ca.pem }
      """;

  @TempDir
  Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      risk: { threshold: 0 }                     | risk.threshold must be minutes such as 15 or 7.5, above 0 and below 10000
      risk: { reference: 21 }                    | risk.reference must be a number from -127 to 20, such as 2 or 2.75, not 21
      risk: { reference: loud }                  | risk.reference must be a number from -127 to 20, such as 2 or 2.75, not loud
      risk: { parameters: { near: 50 } }         | unknown key "near" in risk.parameters; known there: dateOnlyMinutes, deviationDays, farDb, farWeight, infectiousFrom, infectiousTo, infectiousWeight, lateTo, lateWeight, loneReadingSeconds, maxReadingSeconds, middleDb, middleWeight, nearDb, nearWeight, pathLossExponent, powerAt1m, unmeasuredDb, unmeasuredMetres
      risk: { parameters: { deviationDays: 0 } } | risk.parameters.deviationDays must be a number from 0.1 to 30, such as 2 or 2.75, not 0
      risk: { parameters: { nearDb: 64 } }       | risk.parameters are out of order: middleDb is less than nearDb
      risk: { thresholds: { guess: 15 } }        | risk.thresholds.guess is no risk mechanism: one of not-disclosed, attenuation-buckets, briers-2020, or the number of another
      risk: { thresholds: { "2": 15 } }          | risk.thresholds.2 is no risk mechanism: one of not-disclosed, attenuation-buckets, briers-2020, or the number of another
      risk: { thresholds: { not-disclosed: 0 } } | risk.thresholds.not-disclosed must be minutes such as 15 or 7.5, above 0 and below 10000
      risk: { threshold: 15, thresholds: { briers-2020: 7 } }   | risk.thresholds and risk.threshold differ for briers-2020
      risk: { calibration: none.csv }            | risk.calibration names FOLDER/none.csv, which cannot be read
      risk: { threshold: many }                  | risk.threshold must be minutes such as 15 or 7.5, above 0 and below 10000
      risk: { advice: { plague: { en: x } } }    | risk.advice.plague is no risk type: one of not-given, confirmed-test, confirmed-clinical-diagnosis, self-report, second-degree, revoked, symptomatic, hospitalised, environmental-hazard, or the number of another
      risk: { advice: { "1": { en: x } } }       | risk.advice.1 is no risk type: one of not-given, confirmed-test, confirmed-clinical-diagnosis, self-report, second-degree, revoked, symptomatic, hospitalised, environmental-hazard, or the number of another
      risk: { advice: { "9": { e: x } } }        | risk.advice.9.e is no language such as en or de-CH
      risk: { mechanism: guess }                 | risk.mechanism must be one of attenuation-buckets, briers-2020
      """)
  void refusesWithOneSentence(String line, String sentence) {
    assertEquals(List.of("FILE:3: " + sentence), problems(SMALLEST + line + "\n"));
  }

  @Test
  void oneThresholdIsForTheOwnMechanismAndWhatIsNotMeasured() throws IOException {
    var own = read(SMALLEST + "risk: { threshold: 7 }\n").risk().guidance();
    assertEquals(Map.of(0, "7", 1, "15", 2, "7"), texts(own.thresholds()));
    var named = read(SMALLEST + "risk: { thresholds: { briers-2020: 8, not-disclosed: 9 } }\n")
        .risk()
        .guidance();
    assertEquals(Map.of(0, "9", 1, "15", 2, "8"), texts(named.thresholds()));
    assertEquals(new BigDecimal("8"), named.threshold());
  }

  private static Map<Integer, String> texts(Map<Integer, BigDecimal> thresholds) {
    Map<Integer, String> texts = new TreeMap<>();
    thresholds.forEach((mechanism, minutes) -> texts.put(mechanism, minutes.toPlainString()));
    return texts;
  }

  @Test
  void readsATableOfPhones() throws IOException {
    Files.writeString(folder.resolve("phones.csv"), """
        # ours

        model,tx,rx
        iPhone,-1,2
        "iPhone7,2",-2.5,
        "a ""quoted"" one",,+0.25
        """);
    Calibration phones =
        read(SMALLEST + "risk: { calibration: phones.csv }\n").risk().scoring().calibration();
    assertEquals(3, phones.size());
    assertEquals(new Correction(-100, 200), phones.of("iPhone7"));
    assertEquals(new Correction(-250, 0), phones.of("iPhone7,2"));
    assertEquals(new Correction(0, 25), phones.of("a \"quoted\" one"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                        | , which has no header
      # nothing                 | , which has no header
      model,tx                  | , line 1: three values are expected: model,tx,rx
      model,rx,tx               | , line 1: the header model,tx,rx is missing
      a,1,2                     | , line 1: the header model,tx,rx is missing
      model,tx,rx~a,1           | , line 2: three values are expected: model,tx,rx
      model,tx,rx~a,1,2,3       | , line 2: three values are expected: model,tx,rx
      model,tx,rx~"a,1,2        | , line 2: three values are expected: model,tx,rx
      model,tx,rx~,1,2          | , line 2: the model has no name
      model,tx,rx~~a,1,2~a,3,4  | , line 4: the model is there twice
      model,tx,rx~a,loud,2      | , line 2: a correction is decibels such as -2 or 1.5, less than 60
      model,tx,rx~a,1,60        | , line 2: a correction is decibels such as -2 or 1.5, less than 60
      model,tx,rx~a,1,0.001     | , line 2: a correction is decibels such as -2 or 1.5, less than 60
      """)
  void aTableThatIsNoneIsRefusedWithItsLine(String lines, String sentence) throws IOException {
    Files.writeString(folder.resolve("phones.csv"), lines.replace('~', '\n'));
    assertEquals(
        List.of("FILE:4: risk.calibration names FOLDER/phones.csv" + sentence),
        problems(SMALLEST + "risk:\n  { calibration: phones.csv }\n"));
  }

  private ServerConfig read(String text) throws IOException {
    return ServerConfig.read(Files.writeString(folder.resolve("godwit.yaml"), text), Map.of());
  }

  private List<String> problems(String text) {
    var refused = assertThrows(ConfigException.class, () -> read(text));
    String file = folder.resolve("godwit.yaml").toString();
    return refused.problems().stream()
        .map(each -> each.replace(file, "FILE").replace(folder.toString(), "FOLDER"))
        .toList();
  }
}
