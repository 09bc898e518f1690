package godwit.store.segment;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.store.Connections;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.outgoing.CutBatch;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StretchTest {
  private static final UUID ATTEMPT = UUID.randomUUID();

  private TestStore store;
  private int norway;

  @BeforeEach
  void open() {
    store = TestStore.open();
    norway = store.destination(578);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aStretchIsOfOneDayAndOfLittleMemory() {
    LocalDate next = TODAY.plusDays(1);
    List<Place> places = List.of(
        place(TODAY, 0, 60),
        place(TODAY, 1, 40),
        place(TODAY, 2, 1),
        place(next, 3, 1),
        place(next, 4, 200),
        place(TODAY, 5, 1));
    List<List<Integer>> ordinals = new ArrayList<>();
    for (Stretch stretch : Stretch.of(places, 100)) {
      ordinals.add(stretch.places().stream().map(Place::ordinal).toList());
    }
    assertEquals(List.of(List.of(0, 1), List.of(2), List.of(3), List.of(4), List.of(5)), ordinals);
    assertEquals(List.of(), Stretch.of(List.of(), 100));
  }

  @Test
  void aBatchOfSeveralDaysIsReadInItsOrder() {
    TestStore.Loop loop = store.loop();
    for (LocalDate day : List.of(TODAY, TODAY.plusDays(1), TODAY, TODAY.minusDays(1))) {
      loop.commit(TestUploads.upload()
          .on(day)
          .segment(norway, TestUploads.block(0x10, 1, day.toEpochDay()))
          .segment(norway, TestUploads.block(0x10, 2, day.toEpochDay()))
          .done());
    }
    assertTrue(await(
        new Cutter(store.pool, InstantSource.system()).cut(TestUploads.order(norway, 1 << 20))));
    Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
    Outgoing outgoing =
        await(deliveries.lease(List.of(norway), Duration.ofMinutes(1))).orElseThrow();
    CutBatch batch = CutBatch.of(deliveries, outgoing);
    assertEquals(8, batch.places.size());
    assertEquals(12, outgoing.records());
  }

  /* With partitions for weeks, a plan costs more than what is read by it. */
  @Test
  void aStretchIsPlannedOnceHoweverShort() {
    TestUploads upload = TestUploads.upload();
    for (int ordinal = 0; ordinal < 20; ordinal++) {
      upload.segment(norway, TestUploads.block(0x10, 1, ordinal));
    }
    store.commit(upload.done());
    List<Place> places =
        Place.all(store.query("select " + SegmentIndex.PLACE + " from segment s order by ordinal"));
    Pool one = Connections.pool(store.vertx, store.options, 1);
    for (int count = 1; count <= places.size(); count++) {
      Stretch stretch = new Stretch(places.subList(0, count));
      List<Buffer> read = await(SegmentBytes.KEPT.read(one, stretch));
      assertEquals(count, read.size());
    }
    Row plans = await(one.query("select generic_plans, custom_plans from pg_prepared_statements"
                + " where statement like '%unnest%'")
            .execute())
        .iterator()
        .next();
    /* The first five are always planned by themselves. */
    assertEquals(5, plans.getLong("custom_plans"));
    assertEquals(places.size() - 5, plans.getLong("generic_plans"));
  }

  private Place place(LocalDate day, int ordinal, int bytes) {
    return new Place(day, ATTEMPT, norway, ordinal, false, bytes);
  }
}
