package godwit.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bridge's floors: a package sees those below, never up, and a library is seen in few places.
class FloorsTest {
  private static final List<String> PLAIN = List.of("java..", "org.jspecify..", "godwit.codec..");

  private static final String JSON = "com.fasterxml.jackson..";
  private static final String NETTY = "io.netty..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String CRYPTO = "javax.crypto..";

  /// What each package sees of the bridge, and of libraries.
  private static final Map<String, List<String>> SEES = Map.ofEntries(
      Map.entry("detection", List.of()),
      Map.entry("time", List.of()),
      Map.entry("load", List.of("time")),
      Map.entry("feed", List.of("detection")),
      Map.entry("feed.gateway", List.of("detection", JSON, PROTOBUF)),
      Map.entry("feed.esphome", List.of("feed.gateway", "feed.net", "venue", PROTOBUF, CRYPTO)),
      Map.entry(
          "feed.bluez",
          List.of("detection", "feed.gateway", "feed.net", "venue", "org.freedesktop.dbus..")),
      Map.entry("spool", List.of(CRYPTO)),
      Map.entry("venue", List.of("detection", "feed.gateway", "spool", "time", CRYPTO)),
      Map.entry("uplink", List.of("spool", "time", JSON, "javax.net.ssl..")),
      Map.entry(
          "feed.net",
          List.of(
              "detection",
              "feed",
              "feed.gateway",
              "venue",
              JSON,
              NETTY,
              "javax.net.ssl..",
              "com.fazecast.jSerialComm..")),
      Map.entry(
          "config",
          List.of("detection", "feed.gateway", "feed.net", "spool", "uplink", "venue", JSON)),
      Map.entry(
          "node",
          List.of(
              "config",
              "detection",
              "feed.bluez",
              "feed.esphome",
              "feed.gateway",
              "feed.net",
              "spool",
              "time",
              "uplink",
              "venue",
              JSON,
              NETTY,
              "com.sun.net.httpserver..")));

  private static final JavaClasses BRIDGE = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("godwit.bridge");

  static Set<String> packages() {
    return new TreeSet<>(SEES.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageSeesWhatItsRowSays(String name) {
    List<String> seen = new ArrayList<>(PLAIN);
    seen.add("godwit.bridge." + name);
    for (String each : SEES.getOrDefault(name, List.of())) {
      seen.add(each.endsWith("..") ? each : "godwit.bridge." + each);
    }
    classes()
        .that()
        .resideInAPackage("godwit.bridge." + name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(seen.toArray(String[]::new))
        .check(BRIDGE);
  }

  @Test
  void everyPackageHasARow() {
    Set<String> there = BRIDGE.getPackage("godwit.bridge").getSubpackagesInTree().stream()
        .filter(each -> !each.getClasses().isEmpty())
        .map(JavaPackage::getName)
        .map(name -> name.substring("godwit.bridge.".length()))
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(packages(), there);
  }

  @Test
  void detectionTouchesNoFile() {
    noClasses()
        .that()
        .resideInAPackage("godwit.bridge.detection")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(File.class, Path.class, java.time.Clock.class)
        .check(BRIDGE);
  }

  @Test
  void onlyClocksAskWhatTimeItIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("godwit.bridge.time")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(BRIDGE);
  }
}
