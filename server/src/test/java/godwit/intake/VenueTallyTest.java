package godwit.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.store.venue.VenueKeys;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VenueTallyTest {
  private static final RoutingCode BERGEN = RoutingCode.nation(578, 46);

  private final VenueTally tally = new VenueTally();

  @Test
  void namesEachVenueOfEachAuthorityOnce() {
    add(RunningNode.NORWAY, 0, 5, 4_294_967_295L, 5);
    add(BERGEN, 5, 0);
    VenueKeys keys = tally.keys();
    assertFalse(keys.many());
    assertEquals(
        LongStream.of(
                key(RunningNode.NORWAY, 0),
                key(RunningNode.NORWAY, 5),
                key(RunningNode.NORWAY, 4_294_967_295L),
                key(BERGEN, 0),
                key(BERGEN, 5))
            .sorted()
            .boxed()
            .toList(),
        Arrays.stream(keys.keys()).sorted().boxed().toList());
  }

  @Test
  void namesNoneWhereThereAreTooMany() {
    for (long venue = 0; venue < VenueTally.NAMED; venue++) {
      add(RunningNode.NORWAY, venue, venue);
    }
    assertEquals(VenueTally.NAMED, tally.keys().keys().length);
    assertFalse(tally.keys().many());
    add(RunningNode.NORWAY, VenueTally.NAMED);
    assertTrue(tally.keys().many());
    assertEquals(0, tally.keys().keys().length);
    add(BERGEN, 7);
    assertTrue(tally.keys().many());
  }

  private static long key(RoutingCode authority, long venue) {
    return VenueKeys.key(authority.code(), venue);
  }

  private void add(RoutingCode authority, long... venues) {
    BlockBuilder block = BlockBuilder.venue(0x30, authority.code(), SampleBatch.TODAY, 1, 0);
    for (long venue : venues) assertTrue(block.addVenue(venue, 0, 1, 1, new byte[0]));
    byte[] bytes = block.finish();
    tally.add(BlockHeader.read(bytes, 0), bytes, 0);
  }
}
