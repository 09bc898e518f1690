package godwit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The rooms of docs/architecture.md: which package may see which, and which may see what library.
class FloorsTest {
  private static final JavaClasses GODWIT = classesOf("godwit");

  /// A package, and those of this project that it may see besides itself, `godwit.codec` and
  /// `godwit.time`.
  ///
  /// From the ground up. A row that gets longer is a decision.
  private static final String ROOMS = """
      time         :
      domain.risk  :
      domain.revocation :
      domain.home  :
      domain       : domain.risk
      log          :
      config       : domain.risk domain domain.home
      trust        : log
      trust.keys   : trust
      store        :
      store.segment : store
      store.mixing : store
      store.venue  : store.segment
      store.cases  : domain store
      store.held   : domain store store.segment store.cases
      store.outgoing : store store.segment
      store.revocation : domain.revocation store store.segment store.venue store.cases
      store.commit : domain store store.segment store.mixing store.venue store.cases \
                     store.outgoing store.held store.revocation
      store.retention : store store.segment
      store.audit  :
      store.embedded : log
      store.list   : store.segment store.outgoing
      store.status : store.segment
      peer         : trust
      exchange     : domain trust trust.keys store peer
      exchange.delivery : domain log trust.keys store store.segment store.venue store.outgoing \
                     peer exchange
      exchange.fetch : domain store peer exchange
      exchange.resolver : trust.keys peer exchange
      exchange.reconcile : domain store.outgoing exchange
      exchange.mixing : domain store.segment store.mixing store.cases store.revocation exchange
      exchange.revoking : domain.revocation domain store store.segment store.mixing \
                     store.revocation exchange
      exchange.status : domain.home store store.segment store.status exchange
      list         : domain log store store.segment store.outgoing store.list
      intake.content : domain
      intake       : intake.content domain.risk domain domain.home trust.keys store store.segment \
                     store.venue store.cases store.held store.commit exchange.fetch
      conformance  : trust trust.keys peer
      console      : config
      http.connection : log trust intake
      http         : domain log trust trust.keys store store.held store.segment store.outgoing \
                     store.commit \
                     exchange exchange.revoking list intake http.connection
      http.certification : domain trust.keys http
      http.peer    : domain.risk domain trust trust.keys store.segment store.cases store.held \
                     store.venue store.outgoing \
                     store.commit exchange exchange.delivery exchange.fetch intake \
                     http.connection http http.certification
      http.device  : domain.risk domain domain.home store.status trust \
                     store.cases store.held store.outgoing store.list \
                     list intake http.connection http
      http.ops     : domain log trust trust.keys store store.audit \
                     store.venue store.cases store.held \
                     store.revocation store.outgoing store.retention exchange \
                     exchange.delivery exchange.reconcile exchange.revoking http.connection \
                     http http.certification
      batchfile    : domain config trust peer intake.content console
      node         : domain domain.home exchange.status config log \
                     trust trust.keys store store.audit store.segment store.held \
                     store.commit \
                     store.outgoing store.retention store.embedded exchange exchange.delivery \
                     exchange.reconcile exchange.fetch exchange.resolver exchange.mixing \
                     exchange.revoking list intake \
                     http.connection http http.peer http.device http.ops
      check        : config trust trust.keys store store.held store.embedded peer console node
      phone        : peer
      demo         : config trust trust.keys store store.embedded node phone
      cli.admin    : config trust console
      cli.trust    : trust trust.keys store.held console cli.admin
      cli.exchange : console cli.admin
      cli.audit    : console cli.admin
      cli.venue    : console cli.admin
      cli          : config trust trust.keys peer conformance console batchfile node check demo \
                     cli.admin cli.trust cli.exchange cli.venue cli.audit
      """;

  /// What a library's package may be seen by; the longest name that fits counts.
  private static final String LIBRARIES = """
      io.netty                    : intake http.connection node store.outgoing trust peer
      io.vertx.core.internal      : intake http.connection node store.outgoing peer
      io.vertx.core.impl          : intake http.connection node
      io.vertx.core.http.impl     : http.connection
      picocli                     : cli cli.admin console batchfile cli.trust cli.exchange \
                                    cli.venue cli.audit
      org.bouncycastle            : trust trust.keys
      io.micrometer               : store.commit exchange.delivery exchange.mixing \
                                    exchange.status intake list \
                     http \
                                    http.ops node
      """;

  /// What tells the time of the machine that it is asked on, and that is asked at all.
  private static final Set<String> CLOCKS = new TreeSet<>(Set.of(
      "java.time.Instant.now", "java.lang.System.currentTimeMillis", "java.lang.System.nanoTime"));

  /// The same in other words, asked nowhere.
  private static final Set<String> OTHER_CLOCKS = Set.of(
      "java.time.InstantSource.system",
      "java.time.Clock.systemUTC",
      "java.time.Clock.systemDefaultZone",
      "java.time.Clock.system",
      "java.time.LocalDate.now",
      "java.time.LocalDateTime.now",
      "java.time.LocalTime.now",
      "java.time.OffsetDateTime.now",
      "java.time.ZonedDateTime.now",
      "java.util.Date.<init>");

  /// Commands, the log, and what waits for other processes; all else is given its clocks.
  private static final Set<String> TAKE_CLOCKS =
      Set.of("cli", "cli.trust", "console", "demo", "log", "store.embedded");

  @Test
  void everyPackageSeesItsOwnRowAlone() {
    Map<String, Set<String>> rooms = table(ROOMS);
    Map<String, Set<String>> seen = new TreeMap<>();
    for (JavaClass type : GODWIT) {
      String from = room(type);
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        String to = room(dependency.getTargetClass());
        boolean ground =
            to.isEmpty() || to.startsWith("codec") || to.equals("time") || to.equals(from);
        if (!ground && !rooms.getOrDefault(from, Set.of()).contains(to)) {
          seen.computeIfAbsent(from + " sees " + to, _ -> new TreeSet<>())
              .add(type.getSimpleName());
        }
      }
      if (!from.startsWith("codec") && !rooms.containsKey(from)) {
        seen.computeIfAbsent(from + " has no row", _ -> new TreeSet<>()).add(type.getSimpleName());
      }
    }
    assertEquals(Map.of(), seen);
  }

  @Test
  void noRowNamesMoreThanIsSeen() {
    Map<String, Set<String>> unused = table(ROOMS);
    for (JavaClass type : GODWIT) {
      Set<String> row = unused.getOrDefault(room(type), new TreeSet<>());
      type.getDirectDependenciesFromSelf()
          .forEach(dependency -> row.remove(room(dependency.getTargetClass())));
    }
    unused.values().removeIf(Set::isEmpty);
    assertEquals(Map.of(), unused);
  }

  @Test
  void packagesFormNoCircle() {
    check(slices().matching("godwit.(**)").should().beFreeOfCycles());
  }

  @Test
  void librariesAreSeenWhereTheyBelongAlone() {
    Map<String, Set<String>> libraries = table(LIBRARIES);
    Set<String> breaches = new TreeSet<>();
    for (JavaClass type : GODWIT) {
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        libraries.forEach((library, rooms) -> {
          boolean ofIt = target.equals(library) || target.startsWith(library + ".");
          if (ofIt && !rooms.contains(room(type))) {
            breaches.add(type.getName() + " sees " + library);
          }
        });
      }
    }
    assertEquals(Set.of(), breaches);
  }

  @Test
  void theLowestFloorsArePlainJava() {
    check(classes()
        .that()
        .resideInAnyPackage("godwit.codec..", "godwit.domain..", "godwit.time..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "godwit.codec..",
            "godwit.domain..",
            "godwit.time..",
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
  void theMachinesClocksAreAskedInOnePlace() {
    assertEquals(Map.of("time", CLOCKS), callers(CLOCKS));
    assertEquals(Map.of(), callers(OTHER_CLOCKS));
  }

  @Test
  void onlyWhoStartsAProcessOrWatchesOneTakesItsClocks() {
    Set<String> takers =
        new TreeSet<>(callers(Set.of("godwit.time.TimeSource.system")).keySet());
    takers.remove("time");
    assertEquals(TAKE_CLOCKS, takers);
  }

  /// By package: which of these methods it calls, or names as `Type::method`.
  private static Map<String, Set<String>> callers(Set<String> methods) {
    Map<String, Set<String>> callers = new TreeMap<>();
    for (JavaClass type : GODWIT) {
      for (var access : type.getCodeUnitAccessesFromSelf()) {
        String method = access.getTargetOwner().getName() + "." + access.getName();
        if (methods.contains(method)) {
          callers.computeIfAbsent(room(type), _ -> new TreeSet<>()).add(method);
        }
      }
    }
    return callers;
  }

  private static Map<String, Set<String>> table(String text) {
    Map<String, Set<String>> rows = new TreeMap<>();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      Set<String> row = new TreeSet<>(List.of(line.substring(colon + 1).strip().split(" +", -1)));
      row.remove("");
      rows.put(line.substring(0, colon).strip(), row);
    }
    return rows;
  }

  /// The package below `godwit`; empty for whatever is not of this project.
  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("godwit.") ? name.substring("godwit.".length()) : "";
  }

  private static void check(ArchRule rule) {
    rule.check(GODWIT);
  }

  /// Names are enough here, so the classes' own dependencies need not be read as well.
  private static JavaClasses classesOf(String name) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(name);
  }
}
