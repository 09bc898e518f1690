package godwit.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ContactRules.Outcome.Exposure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactExposuresTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final int SIMPLE = 0x10;
  private static final int ROBERT = 0x88;
  private static final int DAY = 20_778;

  private final ContactExposures exposures = new ContactExposures(3, false);
  private final byte[] data = new byte[40];

  @Test
  void eachDestinationHasOneRunOfBlocksByWhatTheirRecordsShare() {
    add(NORWAY, SIMPLE, DAY, 16);
    add(FRANCE, ROBERT, DAY, 16);
    add(NORWAY, SIMPLE, DAY + 1, 16);
    add(NORWAY, SIMPLE, DAY, 16);
    add(NORWAY, SIMPLE, DAY, 19);
    List<ContactExposures.Run> runs = exposures.take();
    assertEquals(
        List.of(NORWAY, FRANCE),
        runs.stream().map(ContactExposures.Run::destination).toList());
    ContactExposures.Run norway = runs.getFirst();
    assertEquals(4, norway.records());
    assertFalse(norway.filtered());
    List<BlockHeader> headers = headersOf(norway);
    assertEquals(List.of(2L, 1L, 1L), headers.stream().map(BlockHeader::count).toList());
    assertEquals(
        List.of(DAY, DAY, DAY + 1), headers.stream().map(BlockHeader::date).toList());
    assertEquals(
        List.of(16, 19, 16), headers.stream().map(BlockHeader::dataLength).toList());
    assertTrue(headers.stream().allMatch(header -> header.riskType() == 3));
    assertEquals(1, runs.getLast().records());
    assertTrue(runs.getLast().filtered());
    headersOf(runs.getLast());
  }

  @Test
  void whatIsTakenIsGone() {
    add(NORWAY, SIMPLE, DAY, 16);
    assertEquals(1, exposures.take().size());
    assertTrue(exposures.take().isEmpty());
    add(NORWAY, SIMPLE, DAY, 16);
    assertEquals(1, exposures.take().getFirst().records());
  }

  @Test
  void aBlockThatIsFullIsFollowedByAnother() {
    int most = BatchLayout.MAX_BODY_BYTES / 18;
    for (int record = 0; record <= most; record++) {
      data[0] = (byte) record;
      add(NORWAY, SIMPLE, DAY, 16);
    }
    assertTrue(exposures.isLarge());
    ContactExposures.Run run = exposures.take().getFirst();
    assertFalse(exposures.isLarge());
    assertEquals(most + 1, run.records());
    List<BlockHeader> headers = headersOf(run);
    assertEquals(
        List.of((long) most, 1L), headers.stream().map(BlockHeader::count).toList());
    byte[] blocks = run.blocks().getBytes();
    BlockHeader last = headers.getLast();
    int offset = blocks.length - last.blockBytes();
    ExposureCursor record = new ExposureCursor().wrap(blocks, offset, last);
    assertTrue(record.next());
    assertEquals(700, record.score());
    assertEquals((byte) 0xFF, blocks[record.dataOffset()], "the last in byte order");
    assertFalse(record.next());
  }

  @Test
  void whatIsNotMixedStandsInTheOrderOfItsBytes() {
    for (int record : new int[] {7, 200, 3, 130, 1}) {
      data[0] = (byte) record;
      add(NORWAY, SIMPLE, DAY, 16);
    }
    ContactExposures.Run run = exposures.take().getFirst();
    BlockHeader header = headersOf(run).getFirst();
    byte[] blocks = run.blocks().getBytes();
    ExposureCursor record = new ExposureCursor().wrap(blocks, 0, header);
    List<Integer> first = new ArrayList<>();
    while (record.next()) first.add(blocks[record.dataOffset()] & 0xFF);
    assertEquals(List.of(1, 3, 7, 130, 200), first);
  }

  @Test
  void whatIsMixedNeedsNoHashes() {
    ContactExposures mixed = new ContactExposures(3, true);
    ExposureHeader header = new ExposureHeader(ROBERT, NORWAY);
    mixed.add(NORWAY, new Exposure(header, DAY, 700, 2), data, 0, 16);
    ContactExposures.Run run = mixed.take().getFirst();
    assertEquals(0, run.hashes().length());
    assertFalse(run.filtered());
    byte[] block = run.blocks().getBytes();
    assertTrue(BlockHeader.read(block, 0).isIntact(block, 0));
  }

  @Test
  void manyGroupsAreToldApartAndStayInOrder() {
    for (int round = 0; round < 2; round++) {
      for (int date = DAY; date < DAY + 200; date++) {
        for (int length = 16; length < 20; length++) add(NORWAY, SIMPLE, date, length);
      }
      add(FRANCE, SIMPLE, DAY, 16);
    }
    List<ContactExposures.Run> runs = exposures.take();
    assertEquals(
        List.of(NORWAY, FRANCE),
        runs.stream().map(ContactExposures.Run::destination).toList());
    List<BlockHeader> headers = headersOf(runs.getFirst());
    assertEquals(800, headers.size());
    assertTrue(headers.stream().allMatch(header -> header.count() == 2));
    assertEquals(800, headers.stream().distinct().count());
    assertEquals(2, runs.getLast().records());
  }

  private void add(RoutingCode destination, int type, int date, int length) {
    ExposureHeader header = new ExposureHeader(type, destination);
    exposures.add(destination, new Exposure(header, date, 700, 2), data, 0, length);
  }

  /* Whole blocks, intact, each with its hash. */
  private static List<BlockHeader> headersOf(ContactExposures.Run run) {
    byte[] blocks = run.blocks().getBytes();
    List<BlockHeader> headers = new ArrayList<>();
    for (int offset = 0; offset < blocks.length; ) {
      BlockHeader header = BlockHeader.read(blocks, offset);
      assertTrue(header.isIntact(blocks, offset));
      int hash = headers.size() * Digest.BYTES;
      assertArrayEquals(
          Digest.hash(blocks, offset, header.blockBytes()),
          run.hashes().getBytes(hash, hash + Digest.BYTES));
      headers.add(header);
      offset += header.blockBytes();
    }
    assertEquals(headers.size() * Digest.BYTES, run.hashes().length());
    return headers;
  }
}
