package godwit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever goes wrong, what was acknowledged arrives, and arrives once; and each of the
/// protections that this is owed to is needed.
///
/// `-Dgodwit.simulation.first` and `.seeds` say which seeds the long run takes; its report is
/// `target/simulation.txt`.
class SimulationTest {
  private static final int FEW_BATCHES = 60;
  private static final int BATCHES = 200;
  private static final int LEAST_FAULTS = 20;
  private static final int SEEDS_WITHOUT = 50;

  @TempDir
  Path folder;

  @Test
  void whatIsAcknowledgedArrivesOnceAndASeedIsReplayed() throws IOException {
    try (World world = new World(folder, Optional.empty())) {
      SimulationReport first = run(world, 1, FEW_BATCHES);
      run(world, 2, FEW_BATCHES);
      SimulationReport again = run(world, 1, FEW_BATCHES);
      assertEquals(first.trace(), again.trace());
      assertEquals(first.faults(), again.faults());
    }
  }

  @Test
  @Tag("long")
  void aThousandSeedsLoseAndDoubleNothing() throws IOException {
    long first = Long.getLong("godwit.simulation.first", 1);
    long seeds = Long.getLong("godwit.simulation.seeds", 1_000);
    Map<Fault, Integer> all = new EnumMap<>(Fault.class);
    long batches = 0;
    long exposures = 0;
    try (World world = new World(folder, Optional.empty());
        PrintStream report =
            new PrintStream(Files.newOutputStream(Path.of("target", "simulation.txt")), true)) {
      for (long seed = first; seed < first + seeds; seed++) {
        SimulationReport one = Simulation.run(world, seed, BATCHES);
        report.println(one);
        assertTrue(one.isWell(), one::toString);
        assertTrue(one.batches() >= BATCHES && one.allFaults() >= LEAST_FAULTS, one::toString);
        one.faults().forEach((fault, count) -> all.merge(fault, count, Integer::sum));
        batches += one.batches();
        exposures += one.exposures();
      }
      report.printf("%d seeds: %d batches, %d exposures%n", seeds, batches, exposures);
      all.forEach((fault, count) -> report.printf("%-24s %d%n", fault, count));
    }
    for (Fault fault : Fault.values()) {
      assertTrue(
          seeds < SEEDS_WITHOUT || all.getOrDefault(fault, 0) > 0, fault + " never happened");
    }
  }

  @ParameterizedTest
  @EnumSource(Protection.class)
  @Tag("long")
  void withoutOneProtectionSomethingIsLostOrDoubled(Protection protection) throws IOException {
    try (World world = new World(folder, Optional.of(protection))) {
      SimulationReport report = Simulation.run(world, 1, BATCHES);
      for (long seed = 2; seed <= SEEDS_WITHOUT && report.isWell(); seed++) {
        report = Simulation.run(world, seed, BATCHES);
      }
      assertFalse(report.isWell(), protection + " is not needed: " + report);
      System.out.println("without " + protection + ", " + report);
    }
  }

  private static SimulationReport run(World world, long seed, int batches) {
    SimulationReport report = Simulation.run(world, seed, batches);
    assertTrue(report.isWell(), report::toString);
    assertTrue(report.batches() >= batches && report.allFaults() >= LEAST_FAULTS, report::toString);
    return report;
  }
}
