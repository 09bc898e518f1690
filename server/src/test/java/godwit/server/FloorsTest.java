package godwit.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

/// The floors of docs/architecture.md: a package sees those below, never up, never its neighbour.
class FloorsTest {
  private static final JavaClasses GODWIT = classesOf("godwit");

  @Test
  void packagesSeeTheFloorsBelowAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("server")
        .definedBy("godwit.server..")
        .layer("http")
        .definedBy("godwit.http..")
        .layer("exchange")
        .definedBy("godwit.exchange..")
        .layer("store")
        .definedBy("godwit.store..")
        .layer("trust")
        .definedBy("godwit.trust..")
        .layer("domain")
        .definedBy("godwit.domain..")
        .layer("codec")
        .definedBy("godwit.codec..")
        .whereLayer("http")
        .mayOnlyAccessLayers("exchange", "store", "trust", "domain", "codec")
        .whereLayer("exchange")
        .mayOnlyAccessLayers("store", "trust", "domain", "codec")
        .whereLayer("store")
        .mayOnlyAccessLayers("domain", "codec")
        .whereLayer("trust")
        .mayOnlyAccessLayers("domain", "codec")
        .whereLayer("domain")
        .mayOnlyAccessLayers("codec")
        .whereLayer("codec")
        .mayNotAccessAnyLayer()
        .check(GODWIT);
  }

  @Test
  void everyClassIsOnAFloor() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("floors")
        .definedBy(
            "godwit.server..",
            "godwit.http..",
            "godwit.exchange..",
            "godwit.store..",
            "godwit.trust..",
            "godwit.domain..",
            "godwit.codec..")
        .ensureAllClassesAreContainedInArchitecture()
        .check(GODWIT);
  }

  @Test
  void theLowestFloorsArePlainJava() {
    check(classes()
        .that()
        .resideInAnyPackage("godwit.codec..", "godwit.domain..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "godwit.codec..",
            "godwit.domain..",
            "java..",
            "javax.crypto..",
            "org.jspecify.annotations"));
  }

  @Test
  void theDomainDoesNoInputOrOutput() {
    check(noClasses()
        .that()
        .resideInAPackage("godwit.domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net.http..", "java.nio.channels..", "java.nio.file..", "java.sql.."));
  }

  @Test
  void theLowestFloorsKnowNoClockButTheOnePassedIn() {
    check(noClasses()
        .that()
        .resideInAnyPackage("godwit.codec..", "godwit.domain..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime"));
  }

  /// A floor may still be empty.
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(GODWIT);
  }

  /// Names are enough here, so the classes' own dependencies need not be read as well.
  private static JavaClasses classesOf(String name) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(name);
  }
}
