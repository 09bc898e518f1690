package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/// Uploads and cuts in any order, from two event loops: what the committer answers and what the
/// cutter makes of it are those of a map of keys and a list a destination.
class CommitAndCutModelTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
  private static final int PLACES = 2;
  private static final AtomicInteger TRY = new AtomicInteger();

  private static final TestStore STORE = TestStore.open();
  private static final List<TestStore.Loop> LOOPS = List.of(STORE.loop(), STORE.loop());

  @AfterContainer
  static void close() {
    Invariants.holdFromTheFirstPosition(STORE);
    STORE.close();
  }

  /// What is done.
  sealed interface Act {
    /// One upload, sent so often at once.
    ///
    /// @param segments for each of the places
    record Send(int loop, int key, int content, List<Integer> segments, int times) implements Act {}

    /// A cut of what a place has.
    record Cut(int place, int maxBytes) implements Act {}
  }

  @Provide
  Arbitrary<Act> acts() {
    Arbitrary<Act> sends = Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 3).list().ofSize(PLACES),
            Arbitraries.integers().between(1, 3))
        .as((loop, key, content, segments, times) ->
            new Act.Send(loop, key, content, segments, times));
    Arbitrary<Act> cuts = Combinators.combine(
            Arbitraries.integers().between(0, PLACES - 1),
            Arbitraries.integers().between(200, 3_000))
        .as(Act.Cut::new);
    return Arbitraries.oneOf(List.of(sends, sends, cuts));
  }

  @Property(tries = 15)
  void isWhatTheModelSays(@ForAll("histories") List<Act> acts) {
    follow(acts);
  }

  @Property(tries = 300)
  @Tag("long")
  void isWhatTheModelSaysOften(@ForAll("histories") List<Act> acts) {
    follow(acts);
  }

  @Provide
  Arbitrary<List<Act>> histories() {
    return acts().list().ofMinSize(1).ofMaxSize(25);
  }

  private static void follow(List<Act> acts) {
    Model model = new Model(TRY.getAndIncrement());
    for (Act act : acts) {
      switch (act) {
        case Act.Send send -> model.send(send);
        case Act.Cut cut -> model.cut(cut.place(), cut.maxBytes());
      }
    }
    for (int place = 0; place < PLACES; place++) {
      model.cut(place, 1 << 20);
      model.assertCutAsGiven(place);
    }
  }

  /// A map of what is held, and what each place was given, in order.
  private static final class Model {
    private final int number;
    private final Map<Integer, Integer> held = new HashMap<>();
    private final List<Integer> rows = new ArrayList<>();
    private final List<List<String>> given = new ArrayList<>();
    private final List<Integer> uncut = new ArrayList<>(Collections.nCopies(PLACES, 0));
    private final Deliveries deliveries = new Deliveries(STORE.pool, UUID.randomUUID());
    private final Cutter cutter = new Cutter(STORE.pool, CLOCK);

    Model(int number) {
      this.number = number;
      for (int place = 0; place < PLACES; place++) {
        rows.add(STORE.destination(1 + number * PLACES + place));
        given.add(new ArrayList<>());
      }
    }

    void send(Act.Send send) {
      List<Future<CommitResult>> results = new ArrayList<>();
      TestUploads first = uploadOf(send);
      for (int time = 0; time < send.times(); time++) {
        Upload upload = (time == 0 ? first : uploadOf(send))
            .done(TestUploads.digest("content " + send.content()), List.of());
        results.add(LOOPS.get(send.loop()).start(upload));
      }
      int committed = 0;
      Integer before = held.get(send.key());
      for (Future<CommitResult> result : results) {
        switch (await(result)) {
          case CommitResult.Committed _ -> committed++;
          case CommitResult.Held _ -> assertTrue(before == null || before == send.content());
          case CommitResult.Conflict _ -> assertEquals(1 - send.content(), before);
          default -> throw new AssertionError(result.result());
        }
      }
      assertEquals(before == null ? 1 : 0, committed, send::toString);
      if (before != null) return;
      held.put(send.key(), send.content());
      for (var segment : first.segments()) {
        int place = rows.indexOf(segment.destination());
        given.get(place).add(HexFormat.of().formatHex(segment.hashes().getBytes()));
        uncut.set(place, uncut.get(place) + 1);
      }
    }

    /* The same bytes each time, under another attempt. */
    private TestUploads uploadOf(Act.Send send) {
      TestUploads upload = TestUploads.upload(new UUID(number, send.key()));
      for (int place = 0; place < PLACES; place++) {
        for (int segment = 0; segment < send.segments().get(place); segment++) {
          long seed = send.key() * 1_000L + send.content() * 100L + place * 10L + segment;
          upload.segment(rows.get(place), TestUploads.block(0x10, 1 + segment * 20, seed));
        }
      }
      return upload;
    }

    void cut(int place, int maxBytes) {
      Cutter.Order order = TestUploads.order(rows.get(place), maxBytes);
      long before = outgoing(place).size();
      assertEquals(uncut.get(place) > 0, await(cutter.cut(order)));
      for (Outgoing made : outgoing(place).subList((int) before, outgoing(place).size())) {
        int segments = CutBatch.of(deliveries, made).blockHashes.size();
        assertTrue(made.bytes() <= maxBytes || segments == 1, () -> made.bytes() + " bytes");
      }
      uncut.set(place, 0);
    }

    void assertCutAsGiven(int place) {
      List<String> cut = new ArrayList<>();
      long sequence = 0;
      long created = 0;
      for (Outgoing made : outgoing(place)) {
        assertEquals(++sequence, made.sequence());
        assertTrue(made.preamble().createdMillis() > created, "created increases");
        created = made.preamble().createdMillis();
        cut.addAll(CutBatch.of(deliveries, made).blockHashes);
      }
      assertEquals(given.get(place), cut);
    }

    private List<Outgoing> outgoing(int place) {
      List<Outgoing> all = new ArrayList<>();
      String query = "select " + Outgoing.COLUMNS
          + " from outgoing where destination_id = $1 order by sequence";
      for (Row row : STORE.query(query, rows.get(place))) all.add(Outgoing.read(row));
      return all;
    }
  }
}
