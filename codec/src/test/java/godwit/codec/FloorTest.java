package godwit.codec;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;

class FloorTest {
  private static final JavaClasses CODEC = classesOf("godwit");

  @Test
  void standsOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("godwit.codec..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "godwit.codec..", "java..", "javax.crypto..", "org.jspecify.annotations")
        .check(CODEC);
  }

  @Test
  void keysAreKnownToOnePackageAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("godwit.codec.keys..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("godwit.codec.keys..")
        .check(CODEC);
    noClasses()
        .that()
        .resideOutsideOfPackages("godwit.codec.keys..", "godwit.codec.sealing..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("javax.crypto..")
        .check(CODEC);
  }

  @Test
  void doesNoInputOrOutput() {
    classes()
        .that()
        .resideInAPackage("godwit.codec..")
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackages(
                "java.net..", "java.nio.channels..", "java.nio.file..", "java.sql..")
            .or(belongToAnyOf(URI.class, URISyntaxException.class))) // text alone, no network
        .check(CODEC);
  }

  @Test
  void formatsDoNotNeedEachOtherInCircles() {
    slices().matching("godwit.codec.(*)..").should().beFreeOfCycles().check(CODEC);
  }

  /// Names are enough here, so the classes' own dependencies need not be read as well.
  private static JavaClasses classesOf(String name) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(name);
  }
}
