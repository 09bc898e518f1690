package godwit.store.segment;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final String SILENCE = "update attempt set heartbeat = now() - interval '61 s'";
  private static final String LONG_AGO =
      "update attempt set removing_since = removing_since - interval '1 h'";

  private TestStore store;
  private Attempts attempts;
  private SegmentAppender segments;
  private int norway;

  @BeforeEach
  void open() {
    store = TestStore.open();
    attempts = new Attempts(UUID.randomUUID());
    segments = new SegmentAppender(store.pool);
    norway = store.destination(578);
  }

  @AfterEach
  void close() {
    Invariants.hold(store);
    store.close();
  }

  @Test
  void idsBeginWithTheTime() {
    long before = System.currentTimeMillis();
    UUID id = Attempts.newId(InstantSource.system());
    long after = System.currentTimeMillis();
    long told = id.getMostSignificantBits() >>> 16;
    assertTrue(before <= told && told <= after, id::toString);
    assertEquals(7, id.version());
    assertEquals(2, id.variant());
    assertNotEquals(id, Attempts.newId(InstantSource.system()));
  }

  @Test
  void whatIsWrittenAheadIsVisibleWithTheCommit() {
    TestUploads upload = begun(3);
    assertEquals(3, store.number("select count(*) from segment"));
    assertEquals(0, store.number("select count(*) from portion"));
    assertInstanceOf(CommitResult.Committed.class, store.commit(upload.done()));
    await(attempts.end(store.pool, upload.attempt(), true));
    assertEquals(1, store.number("select count(*) from portion where segments = 3"));
    assertEquals(0, store.number("select count(*) from attempt"));
    assertEquals(0, await(attempts.sweep(store.pool)));
    assertEquals(3, store.number("select count(*) from segment"));
  }

  @Test
  void whatIsBeingRemovedCannotBeCommittedButSentAgain() {
    UUID batch = UUID.randomUUID();
    TestUploads first = begun(TestUploads.upload(batch), 2);
    store.query(SILENCE);
    await(attempts.sweep(store.pool));
    assertInstanceOf(CommitResult.AttemptLost.class, store.commit(first.done()));
    assertEquals(0, store.number("select count(*) from batch"));
    assertEquals(0, store.number("select count(*) from portion"));

    TestUploads again = begun(TestUploads.upload(batch), 2);
    assertInstanceOf(CommitResult.Committed.class, store.commit(again.done()));
    assertEquals(1, store.number("select count(*) from portion"));
    assertEquals(2, store.number("select count(*) from segment"));
    assertInstanceOf(CommitResult.Held.class, store.commit(first.done()));
  }

  @Test
  void nothingIsWrittenForWhatIsBeingRemoved() {
    TestUploads upload = begun(1);
    await(attempts.end(store.pool, upload.attempt(), false));
    StoredSegment late = TestUploads.stored(norway, 1, TestUploads.block(0x10, 1, 1));
    assertThrows(
        AttemptLost.class,
        () -> await(segments.append(new UploadSegment(TODAY, upload.attempt(), late))));
  }

  @Test
  void anAbortedUploadIsRemoved() {
    TestUploads upload = begun(3);
    TestUploads other = begun(1);
    await(attempts.end(store.pool, upload.attempt(), false));
    assertEquals(3, await(attempts.sweep(store.pool)));
    assertEquals(1, store.number("select count(*) from segment"));
    assertEquals(2, store.number("select count(*) from attempt"));
    store.query(LONG_AGO);
    assertEquals(0, await(attempts.sweep(store.pool)));
    assertEquals(
        1, store.number("select count(*) from attempt where attempt_id = $1", other.attempt()));
    assertEquals(1, store.number("select count(*) from attempt"));
  }

  @Test
  void aWriteThatArrivesAfterTheMarkIsRemovedToo() {
    TestUploads upload = begun(1);
    await(attempts.end(store.pool, upload.attempt(), false));
    await(attempts.sweep(store.pool));
    store.query("update attempt set removing_since = null");
    await(segments.append(
        new UploadSegment(TODAY, upload.attempt(), upload.segments().getFirst())));
    store.query("update attempt set removing_since = now() - interval '1 h'");
    assertEquals(1, await(attempts.sweep(store.pool)));
    assertEquals(0, store.number("select count(*) from segment"));
    assertEquals(0, store.number("select count(*) from attempt"));
  }

  @Test
  void sweepsTheSilentOfAnyNodeAndNeverTheLiving() {
    Attempts dead = new Attempts(UUID.randomUUID());
    TestUploads silent = written(dead, TestUploads.upload(), 150);
    TestUploads living = begun(2);
    store.query(SILENCE);
    await(attempts.heartbeat(store.pool));
    assertEquals(150, await(attempts.sweep(store.pool)));
    assertEquals(0, await(attempts.sweep(store.pool)));
    assertEquals(2, store.number("select count(*) from segment"));
    assertInstanceOf(CommitResult.AttemptLost.class, store.commit(silent.done()));
    assertInstanceOf(CommitResult.Committed.class, store.commit(living.done()));
  }

  @Test
  void twoNodesMaySweepAtOnce() {
    for (int count = 0; count < 5; count++) begun(100);
    store.query(SILENCE);
    store.query("update attempt set removing_since = now() - interval '1 h'");
    Attempts other = new Attempts(UUID.randomUUID());
    await(Future.all(
        List.of(attempts.sweep(store.pool), other.sweep(store.pool), other.sweep(store.pool))));
    assertEquals(0, await(attempts.sweep(store.pool)));
    assertEquals(0, store.number("select count(*) from segment"));
    assertEquals(0, store.number("select count(*) from attempt"));
  }

  private TestUploads begun(int count) {
    return begun(TestUploads.upload(), count);
  }

  private TestUploads begun(TestUploads upload, int count) {
    return written(attempts, upload, count);
  }

  private TestUploads written(Attempts node, TestUploads upload, int count) {
    for (int ordinal = 0; ordinal < count; ordinal++) {
      upload.segment(norway, TestUploads.block(0x10, 2, ordinal));
    }
    await(node.begin(store.pool, upload.attempt(), TODAY));
    for (StoredSegment segment : upload.segments()) {
      await(segments.append(new UploadSegment(TODAY, upload.attempt(), segment)));
    }
    return upload.writtenAhead();
  }
}
