package godwit.bridge.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final SpoolBounds WIDE = new SpoolBounds(1 << 20, Duration.ofDays(14));

  @TempDir
  private Path folder = Path.of("");

  @Test
  void aSightingIsInTheJournalOrInAStayAndNeverInBoth() throws IOException {
    try (Spool spool = open(WIDE)) {
      spool.append(new byte[] {1}, 1);
      long taken = spool.append(new byte[] {2}, 1);
      spool.append(new byte[] {3}, 1);
      spool.checkpoint(checkpoint(taken, List.of(new byte[] {9}), List.of()));
    }
    try (Spool spool = open(WIDE)) {
      Spool.Restored found = spool.restore();
      assertEquals(1, found.journal().size());
      assertArrayEquals(new byte[] {3}, found.journal().getFirst());
      assertArrayEquals(new byte[] {9}, found.open().getFirst());
    }
  }

  @Test
  void anEventIsInABatchOnceAndTheBatchKeepsItsBytes() throws IOException {
    try (Spool spool = open(WIDE)) {
      spool.checkpoint(checkpoint(0, List.of(), List.of(event(1, 100), event(2, 50))));
      List<Spool.Event> waiting = spool.waiting(10);
      assertEquals(50, waiting.getFirst().endedSeconds());
      spool.batch(new UUID(7, 7), waiting, "r", new byte[] {4, 5});
      assertThrows(
          SpoolException.class, () -> spool.batch(new UUID(8, 8), waiting, "", new byte[1]));
      assertEquals(List.of(), spool.waiting(10));
    }
    try (Spool spool = open(WIDE)) {
      Spool.Batch batch = spool.next().orElseThrow();
      assertArrayEquals(new byte[] {4, 5}, batch.bytes());
      assertEquals("r", batch.request());
      assertEquals(2, batch.records());
      spool.delivered(batch);
      assertTrue(spool.next().isEmpty());
      assertEquals(2, spool.counts().get("delivered"));
    }
  }

  @Test
  void aRevisionTakesThePlaceOfWhatWaits() throws IOException {
    try (Spool spool = open(WIDE)) {
      spool.checkpoint(checkpoint(0, List.of(), List.of(event(1, 100))));
      spool.checkpoint(checkpoint(0, List.of(), List.of(event(1, 200))));
      assertEquals(1, spool.waiting(10).size());
      assertEquals(200, spool.waiting(10).getFirst().endedSeconds());
    }
  }

  @Test
  void whatIsTooMuchIsDroppedTheOldestFirstAndCounted() throws IOException {
    try (Spool spool = open(new SpoolBounds(50_000, Duration.ofDays(1)))) {
      List<Spool.Event> many = new ArrayList<>();
      for (int index = 0; index < 800; index++) many.add(event(index, 1_000_000 + index));
      spool.checkpoint(checkpoint(0, List.of(), many));
      spool.keepWithinBounds(1_000_000);
      List<Spool.Event> left = spool.waiting(1000);
      assertEquals(500, left.size());
      assertEquals(1_000_300, left.getFirst().endedSeconds());
      assertEquals(300, spool.counts().get("overflowed"));
      spool.keepWithinBounds(1_000_000 + 86_400 + 400);
      assertEquals(100, spool.counts().get("aged"));
      assertEquals(400, spool.counts().get("events"));
    }
  }

  @Test
  void aBatchSetAsideGoesBeforeWhatCanStillBeDelivered() throws IOException {
    try (Spool spool = open(new SpoolBounds(2_500, Duration.ofDays(100)))) {
      for (int index = 0; index < 3; index++) {
        spool.checkpoint(checkpoint(0, List.of(), List.of(event(index, 100))));
        spool.batch(new UUID(0, index), spool.waiting(10), "", new byte[1000]);
      }
      Spool.Batch first = spool.next().orElseThrow();
      spool.delivered(first);
      spool.setAside(spool.next().orElseThrow());
      spool.checkpoint(checkpoint(0, List.of(), List.of(event(9, 100))));
      spool.batch(new UUID(0, 9), spool.waiting(10), "", new byte[1000]);
      spool.keepWithinBounds(100);
      assertEquals(0, spool.counts().get("aside"));
      assertEquals(2, spool.counts().get("batches"));
      assertEquals(1, spool.counts().get("overflowed"));
    }
  }

  @Test
  void anotherSecretOpensNothing() throws IOException {
    try (Spool spool = open(WIDE)) {
      spool.append(new byte[] {1}, 1);
    }
    Files.delete(folder.resolve("venue.secret"));
    try (Spool spool = open(WIDE)) {
      SpoolException refused = assertThrows(SpoolException.class, spool::restore);
      assertTrue(String.valueOf(refused.getMessage()).contains("another secret"));
    }
  }

  @Test
  void theSecretIsForItsOwnerAloneAndIsRead() throws IOException {
    open(WIDE).close();
    Path file = folder.resolve("venue.secret");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Path spool = folder.resolve("spool");
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(spool)));
    Files.writeString(file, "not a secret");
    assertThrows(IOException.class, () -> VenueSecret.readOrMake(file));
  }

  @Test
  void oneProcessHasASpoolAtATime() throws IOException {
    try (Spool spool = open(WIDE)) {
      spool.append(new byte[] {1}, 1);
      assertThrows(SpoolException.class, () -> open(WIDE));
    }
  }

  @Test
  void aDiskThatIsFullRefusesAndLeavesWhatIsThere() throws Exception {
    try (Spool spool = open(WIDE)) {
      spool.append(new byte[] {1}, 1);
      spool.limitPages(30);
      SpoolException full = assertThrows(SpoolException.class, () -> {
        for (int index = 0; index < 100; index++) spool.append(new byte[100_000], 1);
      });
      assertTrue(String.valueOf(full.getMessage()).contains("full"), full.getMessage());
      spool.limitPages(100_000);
      spool.append(new byte[] {2}, 1);
      List<byte[]> journal = spool.restore().journal();
      assertArrayEquals(new byte[] {1}, journal.getFirst());
      assertArrayEquals(new byte[] {2}, journal.getLast());
    }
  }

  private Spool open(SpoolBounds bounds) throws IOException {
    VenueSecret secret = VenueSecret.readOrMake(folder.resolve("venue.secret"));
    return Spool.open(folder.resolve("spool"), secret, bounds);
  }

  private static Spool.Event event(int id, long ended) {
    return new Spool.Event(new UUID(1, id), ended, new byte[100]);
  }

  private static Spool.Checkpoint checkpoint(
      long journal, List<byte[]> open, List<Spool.Event> events) {
    return new Spool.Checkpoint(journal, Map.of(), open, new byte[0], events, List.of(), Map.of());
  }
}
