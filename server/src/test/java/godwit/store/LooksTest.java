package godwit.store;

import static org.junit.jupiter.api.Assertions.assertFalse;

import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.venue.VenueRelease;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node asks several times a second must not cost more, the more it holds.
class LooksTest {
  private static final int PORTIONS = 20_000;
  private static final Pattern WHOLE_TABLE =
      Pattern.compile("Seq Scan on (portion|outgoing|batch|segment|venue_waiting)");

  @ParameterizedTest
  @ValueSource(strings = {Cutter.UNCUT, VenueRelease.PICK, Deliveries.DUE})
  void readsNoTableAsAWhole(String look) {
    try (TestStore store = TestStore.open()) {
      int norway = store.destination(578);
      store.query("""
          insert into portion (destination_id, position, attempt_id, day, segments, records, bytes)
          select $1, n, gen_random_uuid(), '2026-11-21', 1, 100, 1800
          from generate_series(1, $2) n""", norway, PORTIONS);
      store.query("""
          insert into outgoing (destination_id, stream_id, sequence, magic, batch_id,
            origin_custom, origin_code, destination_custom, destination_code, created_millis,
            hops, path, records, bytes, digest, end_block, state)
          select $1, $1, n, 'LIST', gen_random_uuid(), false, 1, false, 1, 1, 0, '', 1, 1, '', '',
            'listed'
          from generate_series(1, $2) n""", norway, PORTIONS);
      store.query("""
          insert into venue_waiting (destination_id, position, code, venue, state)
          select $1, n, 1, n, 'waiting' from generate_series(1, $2) n""", norway, PORTIONS);
      store.query("update destination set next_position = $1", PORTIONS + 1L);
      StringBuilder plan = new StringBuilder();
      store
          .query("explain " + look)
          .forEach(row -> plan.append(row.getString(0)).append('\n'));
      assertFalse(WHOLE_TABLE.matcher(plan).find(), plan::toString);
    }
  }
}
