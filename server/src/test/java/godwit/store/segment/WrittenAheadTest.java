package godwit.store.segment;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.store.Connections;
import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import godwit.store.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Segments that nobody waited for are on disk once their upload is acknowledged.
class WrittenAheadTest {
  private static final int SEGMENTS = 48;
  private static final int RECORDS = 2_000;

  @Test
  void theDatabaseDiesRightAfterTheAnswer(@TempDir Path folder) throws IOException {
    Upload upload;
    byte[] last = TestUploads.block(0x10, RECORDS, SEGMENTS - 1);
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
    try (TestStore store = opened(postgres)) {
      int norway = store.destination(578);
      Attempts attempts = new Attempts(UUID.randomUUID());
      Pool ahead = Connections.ahead(store.vertx, store.options);
      TestUploads made = TestUploads.upload().writtenAhead();
      for (int count = 0; count < SEGMENTS; count++) {
        made.segment(norway, TestUploads.block(0x10, RECORDS, count));
      }
      TestStore.Loop loop = store.loop();
      await(attempts.begin(ahead, made.attempt(), TestStore.TODAY));
      List<Future<Void>> written = new ArrayList<>();
      for (StoredSegment segment : made.segments()) {
        written.add(new SegmentAppender(ahead)
            .append(new UploadSegment(TestStore.TODAY, made.attempt(), segment)));
      }
      await(Future.all(written));
      upload = made.done();
      assertInstanceOf(CommitResult.Committed.class, loop.commit(upload));
      killAll(folder);
    } finally {
      postgres.close();
    }

    EmbeddedPostgres again = EmbeddedPostgres.start(folder);
    try (TestStore store = TestStore.reopen(again.connectOptions("godwit"))) {
      Invariants.holdFromTheFirstPosition(store);
      assertEquals(SEGMENTS, store.number("select count(*) from segment"));
      var row = store
          .query("select bytes from segment_bytes where ordinal = $1", SEGMENTS - 1)
          .iterator()
          .next();
      assertArrayEquals(last, row.getBuffer(0).getBytes());
      CommitResult retried = store.loop().commit(upload);
      assertTrue(assertInstanceOf(CommitResult.Held.class, retried).receipt().duplicate());
    } finally {
      again.close();
    }
  }

  private static TestStore opened(EmbeddedPostgres postgres) {
    Vertx vertx = Vertx.vertx();
    await(postgres.createDatabase(vertx, "godwit"));
    await(vertx.close());
    return TestStore.open(postgres.connectOptions("godwit"));
  }

  /* The server, and all that it has started: nothing of theirs is written any more. */
  private static void killAll(Path folder) throws IOException {
    Path file = folder.resolve("cluster").resolve("postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> children = server.descendants().toList();
    server.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
