package godwit.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The bridge's floors: a package imports from those below, never up.
class FloorsTest {
  private static final String[] PLAIN = {"java..", "org.jspecify..", "godwit.codec.."};

  private final JavaClasses bridge = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("godwit.bridge");

  @Test
  void detectionIsPlainJavaOverTheCodec() {
    classes()
        .that()
        .resideInAPackage("godwit.bridge.detection")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(with("godwit.bridge.detection"))
        .check(bridge);
  }

  @Test
  void feedKnowsDetectionAndNothingAbove() {
    classes()
        .that()
        .resideInAPackage("godwit.bridge.feed")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(with("godwit.bridge.feed", "godwit.bridge.detection"))
        .check(bridge);
  }

  @Test
  void detectionTouchesNoFileAndNoClock() {
    noClasses()
        .that()
        .resideInAPackage("godwit.bridge.detection")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(File.class, Path.class, java.time.Clock.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(bridge);
  }

  private static String[] with(String... packages) {
    String[] all = java.util.Arrays.copyOf(PLAIN, PLAIN.length + packages.length);
    System.arraycopy(packages, 0, all, PLAIN.length, packages.length);
    return all;
  }
}
