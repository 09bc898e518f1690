package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of block headers and records, each at its bound and told with its place in the batch.
class BlockCheckTest {
  private static final long OFFSET = 1_000;
  private static final int FIRST = 7; // where a block begins in memory

  @ParameterizedTest(name = "{0}, kind {1}: {10}")
  @CsvSource({
    // magic, kind, type, code, date, risk, mechanism, length, count, bytes, refusal
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 16, 1, 18, none",
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 1, 65536, 196608, none",
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 1, 65537, 196611, bad-block@1012",
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 16, 0, 0, bad-block@1012",
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 0, 1, 262144, none",
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 0, 1, 262145, bad-block@1016",
    "EXPOSURES, 1, 16, 1, 1, 1, 1, 16, 2, 35, bad-block@1016",
    "CONTACTS, 1, 16, 1, 1, 1, 1, 16, 1, 18, bad-block@1000",
    "EXPOSURES, 2, 48, 1, 1, 1, 1, 0, 1, 18, none",
    "EXPOSURES, 2, 16, 1, 1, 1, 1, 0, 1, 18, bad-block@1001",
    "EXPOSURES, 2, 48, 1, 1, 1, 1, 9, 1, 18, bad-block@1010",
    "EXPOSURES, 3, 0, 1, 0, 0, 0, 0, 1, 90, none",
    "EXPOSURES, 3, 1, 1, 0, 0, 0, 0, 1, 90, bad-block@1001",
    "EXPOSURES, 3, 0, 1, 1, 0, 0, 0, 1, 90, bad-block@1006",
    "EXPOSURES, 3, 0, 1, 0, 1, 0, 0, 1, 90, bad-block@1008",
    "EXPOSURES, 3, 0, 1, 0, 0, 1, 0, 1, 90, bad-block@1009",
    "EXPOSURES, 3, 0, 1, 0, 0, 0, 1, 1, 90, bad-block@1010",
    "CONTACTS, 4, 0, 0, 0, 0, 0, 0, 1, 90, none",
    "CONTACTS, 4, 0, 1, 0, 0, 0, 0, 1, 90, bad-block@1002",
    "CONTACTS, 4, 1, 0, 0, 0, 0, 0, 1, 90, bad-block@1001",
    "CONTACTS, 4, 0, 0, 1, 0, 0, 0, 1, 90, bad-block@1006",
    "EXPOSURES, 127, 0, 0, 0, 0, 0, 0, 0, 41, none",
    "EXPOSURES, 127, 0, 0, 0, 0, 0, 0, 0, 137, none",
    "CONTACTS, 127, 0, 0, 0, 0, 0, 0, 0, 137, bad-length@1016",
    "EXPOSURES, 127, 0, 0, 0, 0, 0, 0, 0, 40, bad-length@1016",
    "EXPOSURES, 127, 1, 0, 0, 0, 0, 0, 0, 41, bad-block@1001",
    "EXPOSURES, 127, 0, 1, 0, 0, 0, 0, 0, 41, bad-block@1002",
    "EXPOSURES, 127, 0, 0, 1, 0, 0, 0, 0, 41, bad-block@1006",
    "EXPOSURES, 127, 0, 0, 0, 1, 0, 0, 0, 41, bad-block@1008",
    "EXPOSURES, 127, 0, 0, 0, 0, 1, 0, 0, 41, bad-block@1009",
    "EXPOSURES, 127, 0, 0, 0, 0, 0, 1, 0, 41, bad-block@1010",
    "EXPOSURES, 127, 0, 0, 0, 0, 0, 0, 1, 41, bad-block@1012"
  })
  void aHeaderIsRefusedAtTheFieldThatBreaksARule(
      Magic magic,
      int kind,
      int type,
      int code,
      int date,
      int risk,
      int mechanism,
      int length,
      long count,
      long bytes,
      String refusal) {
    var header = new BlockHeader(kind, type, code, date, risk, mechanism, length, count, bytes, 0);
    assertEquals(refusal, refusal(() -> BlockCheck.header(magic, header, OFFSET, 3)));
  }

  @Test
  void aContactIsWrittenWhereItBelongsAndReadFromThere() {
    BlockBuilder block = BlockBuilder.contacts();
    assertTrue(block.addContact(11, 22, new byte[] {1, 2, 3}, new byte[] {4, 5}));
    assertTrue(block.addContact(33, 0xFFFF_FFFFL, new byte[] {6}, new byte[0]));
    byte[] memory = moved(block.finish());
    BlockHeader header = whole(Magic.CONTACTS, memory).orElseThrow();
    ContactCursor contacts = new ContactCursor().wrap(memory, FIRST, header);
    assertTrue(contacts.next() && contacts.isWhole());
    assertEquals(11, contacts.startSeconds());
    assertEquals(22, contacts.endSeconds());
    int at = contacts.payloadOffset();
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, Arrays.copyOfRange(memory, at, at + 5));
    assertEquals(3, contacts.payloadLength());
    assertTrue(contacts.next() && contacts.isWhole());
    assertEquals(0xFFFF_FFFFL, contacts.endSeconds());
    assertFalse(contacts.next());
    /* A payload that ends a byte behind its record, and one as long as it may be. */
    int payload = FIRST + BatchLayout.HEADER_BYTES + BatchLayout.CONTACT_PAYLOAD_LENGTH;
    BigEndian.put16(memory, payload, 5);
    assertTrue(first(memory, header).isWhole());
    BigEndian.put16(memory, payload, 6);
    assertFalse(first(memory, header).isWhole());
  }

  @Test
  void aVenueExposureIsWrittenWhereItBelongsAndReadFromThere() {
    BlockBuilder block = BlockBuilder.venue(0x30, 1 << 16, 1, 1, 0);
    assertTrue(block.addVenue(0xFFFF_FFFEL, 11, 22, 33, new byte[0]));
    assertTrue(block.addVenue(5, 44, 55, 66, new byte[] {9, 8}));
    byte[] memory = moved(block.finish());
    BlockHeader header = whole(Magic.EXPOSURES, memory).orElseThrow();
    VenueCursor venues = new VenueCursor().wrap(memory, FIRST, header);
    assertTrue(venues.next());
    assertEquals(0xFFFF_FFFEL, venues.venue());
    assertEquals(11, venues.startSeconds());
    assertEquals(22, venues.endSeconds());
    assertEquals(33, venues.score());
    assertTrue(venues.next());
    assertEquals(5, venues.venue());
    assertEquals(55, venues.endSeconds());
    byte[] data = Arrays.copyOfRange(memory, memory.length - 2, memory.length);
    assertArrayEquals(new byte[] {9, 8}, data);
    assertFalse(venues.next());
  }

  @Test
  void recordsWithTheirOwnLengthsAreReadToTheirEnds() {
    BlockBuilder block = BlockBuilder.exposures(0x20, 1 << 16, 1, 1, 0, 0);
    assertTrue(block.addExposure(0x0102, new byte[] {7}, 0, 1));
    assertTrue(block.addExposure(0xFFFF, new byte[] {1, 8, 9}, 1, 2));
    byte[] memory = moved(block.finish());
    BlockHeader header = whole(Magic.EXPOSURES, memory).orElseThrow();
    int at = FIRST + BatchLayout.HEADER_BYTES;
    assertEquals(0x0102, ExposureRecord.score(memory, at));
    at = header.recordEnd(memory, at, memory.length);
    assertEquals(0xFFFF, ExposureRecord.score(memory, at));
    assertEquals(memory.length, header.recordEnd(memory, at, memory.length));
    ExposureCursor records = new ExposureCursor().wrap(memory, FIRST, header);
    assertTrue(records.next());
    assertTrue(records.next());
    assertEquals(0xFFFF, records.score());
    assertEquals(8, memory[records.dataOffset()]);
    assertFalse(records.next());
  }

  @Test
  void aBlockIsWholeOnlyIfAllOfItLiesThereUnbroken() {
    BlockBuilder block = BlockBuilder.exposures(0x10, 1 << 16, 1, BlockHeader.REVOKED, 0, 16);
    byte[] record = new byte[18];
    record[17] = 6;
    assertTrue(block.addRecords(record, 0, 18, 1));
    assertThrows(IllegalArgumentException.class, () -> block.addRecords(record, 0, 17, 1));
    byte[] memory = moved(block.finish());
    BlockHeader header = whole(Magic.EXPOSURES, memory).orElseThrow();
    assertTrue(header.isRevocation());
    assertFalse(new BlockHeader(1, 16, 1, 1, 1, 0, 16, 1, 18, 0).isRevocation());
    assertEquals(6, memory[memory.length - 1]);
    int end = memory.length;
    assertEquals(end, header.recordEnd(memory, FIRST + BatchLayout.HEADER_BYTES, end));
    assertEquals(Optional.empty(), whole(Magic.CONTACTS, memory));
    assertEquals(
        Optional.empty(), BlockHeader.whole(Magic.EXPOSURES, memory, FIRST, memory.length - 1));
    assertEquals(
        Optional.empty(),
        BlockHeader.whole(Magic.EXPOSURES, memory, FIRST, FIRST + BatchLayout.HEADER_BYTES - 1));
    memory[memory.length - 1]++;
    assertEquals(Optional.empty(), whole(Magic.EXPOSURES, memory));
  }

  private static ContactCursor first(byte[] memory, BlockHeader header) {
    ContactCursor contacts = new ContactCursor().wrap(memory, FIRST, header);
    assertTrue(contacts.next());
    return contacts;
  }

  private static Optional<BlockHeader> whole(Magic magic, byte[] memory) {
    return BlockHeader.whole(magic, memory, FIRST, memory.length);
  }

  /* Behind other bytes, so that a place counted from nothing is a wrong one. */
  private static byte[] moved(byte[] block) {
    byte[] memory = new byte[FIRST + block.length];
    Arrays.fill(memory, (byte) 0xA5);
    System.arraycopy(block, 0, memory, FIRST, block.length);
    return memory;
  }

  private static String refusal(Runnable check) {
    try {
      check.run();
      return "none";
    } catch (DecodeException refused) {
      return refused.fault().reason() + "@" + refused.offset();
    }
  }
}
