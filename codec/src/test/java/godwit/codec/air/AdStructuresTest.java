package godwit.codec.air;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdStructuresTest {
  private static final UUID SERVICE = UUID.fromString("0000fd6f-0000-1000-8000-00805f9b34fb");

  @Test
  void readsStructuresInOrder() {
    AdStructures read = AdStructures.parse(hex("02011a" + "03036ffd" + "05166ffd0102"));
    assertEquals(3, read.count());
    assertFalse(read.overrun());
    assertOne(hex("0102"), read.serviceData(SERVICE));
  }

  @Test
  void readsNothingFromAnEmptyAdvert() {
    AdStructures read = AdStructures.parse(new byte[0]);
    assertEquals(0, read.count());
    assertFalse(read.overrun());
  }

  @Test
  void endsAtLengthZero() {
    AdStructures read = AdStructures.parse(hex("02011a" + "00" + "05166ffd0102"));
    assertEquals(1, read.count());
    assertFalse(read.overrun());
    assertEquals(List.of(), read.serviceData(SERVICE));
  }

  @Test
  void keepsWhatPrecedesAStructurePastTheEnd() {
    AdStructures read = AdStructures.parse(hex("05166ffd0102" + "05166ffd01"));
    assertTrue(read.overrun());
    assertEquals(1, read.count());
    assertOne(hex("0102"), read.serviceData(SERVICE));
  }

  @Test
  void voidsEverythingInABufferOfOnes() {
    byte[] ones = new byte[31];
    Arrays.fill(ones, (byte) 0xFF);
    AdStructures read = AdStructures.parse(ones);
    assertTrue(read.overrun());
    assertEquals(0, read.count());
  }

  @Test
  void takesALengthThatEndsTheBufferButNotOneMore() {
    assertFalse(AdStructures.parse(hex("0201aa")).overrun());
    assertTrue(AdStructures.parse(hex("0301aa")).overrun());
    assertTrue(AdStructures.parse(hex("01")).overrun());
    assertFalse(AdStructures.parse(hex("0116")).overrun());
  }

  @Test
  void findsAServiceWhicheverLengthItsUuidIsWrittenIn() {
    byte[] in32 = hex("06206ffd0000aa");
    byte[] in128 = hex("1221" + "fb349b5f80000080001000006ffd0000" + "bb");
    assertOne(hex("aa"), AdStructures.parse(in32).serviceData(SERVICE));
    assertOne(hex("bb"), AdStructures.parse(in128).serviceData(SERVICE));
  }

  @Test
  void passesOverServiceDataTooShortForItsUuid() {
    for (String advert : List.of("0116", "02166f", "04206ffd00", "05216ffd0000")) {
      assertEquals(List.of(), AdStructures.parse(hex(advert)).serviceData(SERVICE), advert);
    }
  }

  @Test
  void keepsItsOwnCopy() {
    byte[] advert = hex("05166ffd0102");
    AdStructures read = AdStructures.parse(advert);
    Arrays.fill(advert, (byte) 0);
    assertOne(hex("0102"), read.serviceData(SERVICE));
  }

  @Test
  void readsAnyBytes() {
    Random random = new Random(20261121);
    for (int round = 0; round < 20_000; round++) {
      byte[] advert = new byte[random.nextInt(64)];
      random.nextBytes(advert);
      for (int index = 0; index < advert.length; index++) {
        if (random.nextInt(4) == 0) advert[index] = (byte) random.nextInt(8);
        else if (random.nextInt(4) == 0) advert[index] = 0x16;
      }
      AdStructures read = AdStructures.parse(advert);
      assertTrue(read.count() <= advert.length / 2);
      read.serviceData(SERVICE);
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static void assertOne(byte[] expected, List<byte[]> found) {
    assertEquals(1, found.size());
    assertArrayEquals(expected, found.getFirst());
  }
}
