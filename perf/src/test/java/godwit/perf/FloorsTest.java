package godwit.perf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The benchmark's floors: a package sees those below, and the microbenchmarks see none of them.
class FloorsTest {
  private final JavaClasses perf = classesOf("godwit.perf");

  @Test
  void packagesSeeTheFloorsBelowAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("command")
        .definedBy("godwit.perf")
        .layer("trial")
        .definedBy("godwit.perf.trial")
        .layer("step")
        .definedBy("godwit.perf.step")
        .layer("limits")
        .definedBy("godwit.perf.limits")
        .layer("load")
        .definedBy("godwit.perf.load")
        .layer("worker")
        .definedBy("godwit.perf.worker")
        .layer("machine")
        .definedBy("godwit.perf.machine")
        .layer("jmh")
        .definedBy("godwit.perf.jmh..")
        .whereLayer("command")
        .mayOnlyAccessLayers("trial", "step", "limits", "load", "worker", "machine")
        .whereLayer("trial")
        .mayOnlyAccessLayers("step", "load", "worker", "machine")
        .whereLayer("step")
        .mayOnlyAccessLayers("load", "worker", "machine")
        .whereLayer("limits")
        .mayOnlyAccessLayers("load", "worker", "machine")
        .whereLayer("load")
        .mayOnlyAccessLayers("worker")
        .whereLayer("worker")
        .mayOnlyAccessLayers("machine")
        .whereLayer("machine")
        .mayNotAccessAnyLayer()
        .whereLayer("jmh")
        .mayNotAccessAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(perf);
  }

  @Test
  void noPackagesNeedEachOther() {
    slices().matching("godwit.(**)").should().beFreeOfCycles().check(perf);
  }

  @Test
  void theCommandLineIsReadByTheCommandAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("godwit.perf")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(perf);
  }

  /// Names are enough here, so the classes' own dependencies need not be read as well.
  private static JavaClasses classesOf(String name) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(name);
  }
}
