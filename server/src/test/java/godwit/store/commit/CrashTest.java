package godwit.store.commit;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.segment.Attempts;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.UploadSegment;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Connections that die in the middle of commits: whatever is answered, nothing is kept by halves
/// and nothing twice.
class CrashTest {
  private static final int UPLOADS = 600;
  private static final String KILL = """
      select count(pg_terminate_backend(pid)) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query <> ''
        and state in ('active', 'idle in transaction')""";

  private final Attempts attempts = new Attempts(UUID.randomUUID());
  private TestStore store;
  private int norway;
  private int france;

  @BeforeEach
  void open() {
    store = TestStore.open();
    norway = store.destination(578);
    france = store.destination(250);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everyUploadIsStoredWholeAndOnceWhateverIsCut() {
    PgConnection killer = await(PgConnection.connect(store.vertx, store.options));
    List<TestStore.Loop> loops = List.of(store.loop(), store.loop(), store.loop());
    List<Upload> uploads = new ArrayList<>();
    List<Future<CommitResult>> answers = new ArrayList<>();
    for (int number = 0; number < UPLOADS; number++) {
      Upload upload = number % 5 == 0 ? writtenAhead() : upload(number);
      uploads.add(upload);
    }
    for (int number = 0; number < UPLOADS; number++) {
      answers.add(loops.get(number % loops.size()).start(uploads.get(number)));
    }
    long kills = 0;
    while (answers.stream().anyMatch(answer -> !answer.isComplete())) {
      kills += await(killer.query(KILL).execute()).iterator().next().getLong(0);
    }
    assertTrue(kills > 0, "nothing was cut");

    Invariants.hold(store);
    List<Future<CommitResult>> retries = new ArrayList<>();
    for (int number = 0; number < UPLOADS; number++) {
      retries.add(loops.get(number % loops.size()).start(uploads.get(number)));
    }
    int failed = 0;
    for (int number = 0; number < UPLOADS; number++) {
      if (answers.get(number).failed()) failed++;
      CommitResult retried = await(retries.get(number));
      boolean wasThere = retried instanceof CommitResult.Held;
      boolean isNew = retried instanceof CommitResult.Committed;
      assertTrue(wasThere || isNew, retried.toString());
      assertTrue(wasThere || answers.get(number).failed(), "acknowledged, then forgotten");
    }
    assertTrue(failed > 0, "no upload met a cut in " + kills);
    assertEquals(UPLOADS, store.number("select count(*) from batch"));
    long portions =
        uploads.stream().mapToLong(upload -> upload.portions().size()).sum();
    assertEquals(portions, store.number("select count(*) from portion"));
    assertEquals(portions, store.number("select count(*) from segment"));
    assertEquals(0, store.number("select count(*) from attempt"));
    Invariants.holdFromTheFirstPosition(store);
  }

  private Upload upload(int number) {
    return number % 2 == 0 ? TestUploads.small(norway) : TestUploads.small(france, norway);
  }

  private Upload writtenAhead() {
    TestUploads upload = TestUploads.upload().segment(france, TestUploads.block(0x10, 3, 1));
    await(attempts.begin(store.pool, upload.attempt(), TestStore.TODAY));
    await(new SegmentAppender(store.pool)
        .append(new UploadSegment(
            TestStore.TODAY, upload.attempt(), upload.segments().getFirst())));
    return upload.writtenAhead().done();
  }
}
