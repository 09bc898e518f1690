package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlockBuilderTest {
  @Test
  void holdsAsManyRecordsAsABlockMay() {
    BlockBuilder block = BlockBuilder.exposures(0x18, 1 << 16, 1, 1, 0, 1);
    for (int record = 0; record < BatchLayout.MAX_RECORDS; record++) {
      assertTrue(block.addExposure(1, new byte[1], 0, 1));
    }
    assertFalse(block.addExposure(1, new byte[1], 0, 1));
    assertEquals(65_536, block.count());
    assertEquals(24 + 3 * 65_536, block.size());
  }

  @Test
  void holdsAsManyBytesAsABlockMay() {
    BlockBuilder block = BlockBuilder.venue(0x30, 1 << 16, 1, 1, 0);
    byte[] data = new byte[65_520]; // four records of 65,536 bytes fill the body
    for (int record = 0; record < 4; record++) assertTrue(block.addVenue(1, 2, 3, 4, data));
    assertFalse(block.addVenue(1, 2, 3, 4, new byte[0]));
    assertEquals(24 + 262_144, block.size());
    BlockBuilder almost = BlockBuilder.venue(0x30, 1 << 16, 1, 1, 0);
    for (int record = 0; record < 3; record++) assertTrue(almost.addVenue(1, 2, 3, 4, data));
    assertTrue(almost.addVenue(1, 2, 3, 4, new byte[65_503]));
    assertFalse(almost.addVenue(1, 2, 3, 4, new byte[2]));
    assertTrue(almost.addVenue(1, 2, 3, 4, new byte[1]));
    assertEquals(24 + 262_144, almost.size());
  }

  @Test
  void takesDataOfTheBlocksLengthAlone() {
    BlockBuilder fixed = BlockBuilder.exposures(0x18, 1 << 16, 1, 1, 0, 2);
    assertThrows(IllegalArgumentException.class, () -> fixed.addExposure(1, new byte[3], 0, 3));
    assertThrows(IllegalArgumentException.class, () -> fixed.addExposure(1, new byte[3], 0, 1));
    BlockBuilder own = BlockBuilder.exposures(0x18, 1 << 16, 1, 1, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> own.addExposure(1, new byte[3], 0, 0));
    assertTrue(own.addExposure(0x0102, new byte[] {9, 8, 7}, 1, 2));
    byte[] block = own.finish();
    assertArrayEquals(new byte[] {1, 2, 0, 2, 8, 7}, Arrays.copyOfRange(block, 24, block.length));
  }

  @Test
  void aContactEventIsAsLongAsItsLengthCanSay() {
    BlockBuilder block = BlockBuilder.contacts();
    byte[] sections = new byte[65_535 - 10 - 21];
    assertTrue(block.addContact(1, 2, new byte[21], sections));
    assertThrows(
        IllegalArgumentException.class, () -> block.addContact(1, 2, new byte[22], sections));
    byte[] bytes = block.finish();
    BlockHeader header = BlockHeader.read(bytes, 0);
    assertTrue(header.isIntact(bytes, 0));
    ContactCursor contact = new ContactCursor().wrap(bytes, 0, header);
    assertTrue(contact.next());
    assertTrue(contact.isWhole());
    assertEquals(1, contact.startSeconds());
    assertEquals(2, contact.endSeconds());
    assertEquals(24 + 12, contact.payloadOffset());
    assertEquals(21, contact.payloadLength());
    assertEquals(sections.length, contact.sectionsLength());
    assertFalse(contact.next());
  }

  @Test
  void goesOnEmptyAfterABlock() {
    BlockBuilder block = BlockBuilder.exposures(0x10, 1 << 16, 1, 1, 2, 16);
    assertTrue(block.addExposure(1, new byte[16], 0, 16));
    byte[] first = block.finish();
    assertEquals(0, block.count());
    assertEquals(24, block.size());
    assertTrue(block.addExposure(1, new byte[16], 0, 16));
    byte[] target = new byte[1 + block.size() + 1];
    block.finish(target, 1);
    assertArrayEquals(first, Arrays.copyOfRange(target, 1, target.length - 1));
    assertEquals(0, target[0]);
    assertEquals(0, target[target.length - 1]);
  }
}
