package godwit.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.perf.step.Bar;
import godwit.perf.step.MedianInterval;
import godwit.perf.step.PairStep;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Summary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportDocumentTest {
  private static final Summary APPEND = Summary.of(List.of(PassFigures.empty()
      .with("megabytesPerCpuSecond", 120)
      .with("megabytesPerSecond", 124)
      .with("reference", 155)
      .with("ofReference", 0.8)));
  private static final Summary INGEST = Summary.of(List.of(PassFigures.empty()
      .with("perSecond", 3_000_000)
      .with("cpuSecondsPerMillion", 0.4)
      .with("sumOfPartsCpuSecondsPerMillion", 0.2)
      .with("ratio", 2)));
  private static final Bench.Result RESULT = new Bench.Result(
      1,
      Map.of("append", APPEND),
      Map.of("ingest", INGEST),
      List.of(
          Bar.most("ratio", 1.6).judge("ingest", INGEST),
          Bar.most("ratio", 2).judge("ingest", INGEST),
          Bar.least("perSecond", 3_000_001).judge("ingest", INGEST),
          Bar.least("perSecond", 3_000_000).judge("ingest", INGEST)),
      List.of(
          new PairStep.Compared(
              "ingest",
              10,
              new Summary.Spread(1.12, 0.9, 1.3),
              new MedianInterval(0.99, 1.2, 0.979)),
          new PairStep.Compared(
              "delivery",
              10,
              new Summary.Spread(1.12, 0.9, 1.3),
              new MedianInterval(1.01, 1.2, 0.979))),
      2);
  private static final Settings SETTINGS = new Settings(
      Map.of(),
      5,
      1,
      1,
      1,
      List.of("java", "-jar"),
      Optional.empty(),
      Optional.empty(),
      Optional.empty());

  @Test
  void isOneDocumentWithEveryFigureByItsName() throws Exception {
    var json = new ObjectMapper().valueToTree(ReportDocument.document(RESULT, SETTINGS));
    assertEquals(2, json.at("/ingest/ratio").doubleValue());
    assertEquals(0.4, json.at("/ingest/max/cpuSecondsPerMillion").doubleValue());
    assertEquals(0.8, json.at("/limits/append/ofReference").doubleValue());
    assertEquals(1, json.at("/passes").intValue());
    assertEquals("java -jar", json.at("/server").textValue());
  }

  @Test
  void showsWhatAnUploadCostsBesideItsParts() {
    String text = ReportText.of(RESULT);
    String full = "█".repeat(32);
    assertTrue(text.contains("godwit " + full + " "), text);
    assertTrue(text.contains("parts  " + "█".repeat(16) + "·".repeat(16) + " "), text);
    assertTrue(text.contains("ratio  2 (2 to 2)"), text);
    assertTrue(text.contains("0.800 of 155"), text);
    assertTrue(text.contains("2 measurements were repeated"), text);
    assertTrue(text.indexOf("cpu seconds per million") > 0, text);
  }

  @Test
  void saysWhichBarsAreMet() {
    String text = ReportText.of(RESULT);
    assertTrue(text.contains("of at most  1.600     NOT MET"), text);
    assertTrue(text.contains("of at most  2         met"), text);
    assertTrue(text.contains("of at least 3,000,001 NOT MET"), text);
    assertTrue(text.contains("of at least 3,000,000 met"), text);
    var json = new ObjectMapper().valueToTree(ReportDocument.document(RESULT, SETTINGS));
    assertFalse(json.at("/bars/0/met").booleanValue());
    assertTrue(json.at("/bars/1/met").booleanValue());
    assertEquals(1.6, json.at("/bars/0/most").doubleValue());
    assertEquals(3_000_001, json.at("/bars/2/least").doubleValue());
  }

  @Test
  void saysWhatThisBuildCostsByTheOther() {
    String text = ReportText.of(RESULT);
    assertTrue(
        text.contains(
            "ingest             1.120 (97.9 % interval 0.990 to 1.200, 10 pairs)  as cheap"),
        text);
    assertTrue(text.contains("1.010 to 1.200, 10 pairs)  DEARER"), text);
    var json = new ObjectMapper().valueToTree(ReportDocument.document(RESULT, SETTINGS));
    assertEquals(1.12, json.at("/ratios/0/median").doubleValue());
    assertTrue(json.at("/ratios/0/asCheap").booleanValue());
    assertEquals(1.01, json.at("/ratios/1/low").doubleValue());
    assertFalse(json.at("/ratios/1/asCheap").booleanValue());
  }

  @Test
  void barsNeverLeaveTheirRoom() {
    assertEquals("·".repeat(32), ReportText.bar(-1));
    assertEquals("█".repeat(32), ReportText.bar(17));
  }

  @Test
  void writesFiguresAsPeopleReadThem() {
    assertEquals("3,000,000", ReportText.number(3_000_000));
    assertEquals("0.042", ReportText.number(0.042));
    assertEquals("12.3", ReportText.number(12.34));
    assertEquals("p999 millis", ReportText.words("p999Millis"));
    assertEquals("cpu seconds per million", ReportText.words("cpuSecondsPerMillion"));
    assertEquals("percent of a core", ReportText.words("percentOfACore"));
  }
}
