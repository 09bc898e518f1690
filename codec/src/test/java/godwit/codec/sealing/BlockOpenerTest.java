package godwit.codec.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BlockOpenerTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final OpeningKey KEY = OpeningKey.make(RANDOM);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final Preamble PREAMBLE = preamble(new UUID(1, 2));

  private static Preamble preamble(UUID batch) {
    return new Preamble(
        Magic.EXPOSURES, 0, batch, RoutingCode.nation(250, 0), NORWAY, 1_795_253_400_000L);
  }

  private static byte[] block(RoutingCode code, int date, int records) {
    BlockBuilder block = BlockBuilder.exposures(0x10, code.code(), date, 1, 2, 16);
    byte[] data = new byte[16];
    for (int record = 0; record < records; record++) {
      new Random(record).nextBytes(data);
      assertTrue(block.addExposure(record, data, 0, data.length));
    }
    return block.finish();
  }

  private static List<byte[]> seal(Preamble preamble, byte[]... blocks) {
    return SealedBatches.sealed(
        new SealedBatches.Parts(preamble, List.of(blocks)),
        KEY.shown(),
        SealingContext.to(KEY.shown(), SealedLayout.info(), RANDOM));
  }

  private static List<Boolean> opens(Preamble preamble, List<byte[]> blocks) {
    return SealedBatches.opened(preamble, blocks, KEY).stream()
        .map(Optional::isPresent)
        .toList();
  }

  /* Four states: four sealed blocks. */
  private static List<byte[]> four() {
    return seal(
        PREAMBLE,
        block(RoutingCode.nation(578, 1), 20_778, 3),
        block(RoutingCode.nation(578, 2), 20_778, 3),
        block(RoutingCode.nation(578, 3), 20_778, 3),
        block(RoutingCode.nation(578, 4), 20_778, 3));
  }

  @Test
  void noBitOfABlockCanBeChanged() {
    List<byte[]> four = four();
    byte[] second = four.get(1);
    for (int bit = 0; bit < second.length * Byte.SIZE; bit++) {
      int at = bit / Byte.SIZE;
      /* Length and checksum follow from the rest, and are not signed for. */
      if (at >= BatchLayout.BODY_LENGTH && at < BatchLayout.HEADER_BYTES) continue;
      List<byte[]> changed = new ArrayList<>(four);
      changed.set(1, SealedBatches.flipped(second, bit));
      assertEquals(List.of(true, false, true, true), opens(PREAMBLE, changed), "bit " + bit);
    }
  }

  @Test
  void noBitOfTheFirstCanBeChangedEither() {
    List<byte[]> four = four();
    byte[] first = four.getFirst();
    for (int bit = 0; bit < first.length * Byte.SIZE; bit += 5) {
      int at = bit / Byte.SIZE;
      if (at >= BatchLayout.BODY_LENGTH && at < BatchLayout.HEADER_BYTES) continue;
      List<byte[]> changed = new ArrayList<>(four);
      changed.set(0, SealedBatches.flipped(first, bit));
      assertFalse(opens(PREAMBLE, changed).getFirst(), "bit " + bit);
    }
  }

  @Test
  void noBlockOpensElsewhere() {
    List<byte[]> four = four();
    assertEquals(List.of(true, true, true, true), opens(PREAMBLE, four));
    var swapped = List.of(four.get(0), four.get(2), four.get(1), four.get(3));
    assertEquals(List.of(true, false, false, true), opens(PREAMBLE, swapped));
    var missing = List.of(four.get(0), four.get(2), four.get(3));
    assertEquals(List.of(true, false, false), opens(PREAMBLE, missing));
    var repeated = List.of(four.get(0), four.get(1), four.get(1), four.get(3));
    assertEquals(List.of(true, true, false, true), opens(PREAMBLE, repeated));
    var ofAnother = List.of(four.get(0), four().get(1), four.get(2), four.get(3));
    assertEquals(List.of(true, false, true, true), opens(PREAMBLE, ofAnother));
  }

  @Test
  void noBatchOpensUnderAnotherPreamble() {
    List<byte[]> four = four();
    assertEquals(List.of(false, false, false, false), opens(preamble(new UUID(1, 3)), four));
    assertEquals(List.of(true, true, true, true), opens(PREAMBLE.withHops(3), four));
  }

  @Test
  void aKeyThatIsNotHeldIsNotOneThatFails() {
    List<byte[]> four = four();
    BlockOpener opener = new BlockOpener(PREAMBLE, List.of(OpeningKey.make(RANDOM)));
    for (int index = 0; index < four.size(); index++) {
      byte[] block = four.get(index);
      BlockHeader header = BlockHeader.read(block, 0);
      byte[] to = new byte[BlockOpener.openedBytes(index, header)];
      assertEquals(BlockOpener.Outcome.UNKNOWN_KEY, opener.open(index, header, block, 0, to, 0));
    }
  }

  @Test
  void aFirstBlockWithoutAKeyOpensNothing() {
    List<byte[]> blocks = new ArrayList<>(four());
    byte[] stub = new byte[BatchLayout.HEADER_BYTES + 20];
    SealedLayout.header(NORWAY.code(), 1, 20).seal(stub, 0);
    blocks.set(0, stub);
    assertEquals(List.of(false, false, false, false), opens(PREAMBLE, blocks));
  }

  @Test
  void whatIsInsideHasToBeWhatTheHeaderSays() {
    byte[] plain = block(NORWAY, 20_778, 3);
    assertTrue(opensAs(NORWAY.code(), 3, plain));
    assertFalse(opensAs(RoutingCode.nation(578, 1).code(), 3, plain));
    assertFalse(opensAs(NORWAY.code(), 2, plain));
    assertFalse(opensAs(NORWAY.code(), 4, plain));
    byte[] leftOver = Arrays.copyOf(plain, plain.length + 1);
    assertFalse(opensAs(NORWAY.code(), 3, leftOver));
    byte[] badCrc = plain.clone();
    badCrc[badCrc.length - 1] ^= 1;
    assertFalse(opensAs(NORWAY.code(), 3, badCrc));
    assertFalse(opensAs(NORWAY.code(), 3, seal(PREAMBLE, plain).getFirst()));
    assertFalse(opensAs(NORWAY.code(), 1, new byte[0]));
    BlockBuilder contacts = BlockBuilder.contacts();
    contacts.addContact(1, 2, new byte[] {0x10, 2, 0x42, 0, 0, 1}, new byte[0]);
    assertFalse(opensAs(0, 1, contacts.finish()));
  }

  /* Sealed by hand, with a header that need not fit. */
  private static boolean opensAs(int code, long records, byte[] message) {
    SealingContext context = SealingContext.to(KEY.shown(), SealedLayout.info(), RANDOM);
    int body = SealedLayout.FIRST_MESSAGE + message.length + SealingContext.TAG_BYTES;
    byte[] block = new byte[BatchLayout.HEADER_BYTES + body];
    BlockHeader header = SealedLayout.header(code, records, body);
    header.seal(block, 0);
    int at = BatchLayout.HEADER_BYTES;
    System.arraycopy(KEY.shown().id(), 0, block, at, SealingKey.ID_BYTES);
    System.arraycopy(context.encapsulated(), 0, block, at + SealedLayout.ENCAPSULATED, 65);
    byte[] aad = SealedLayout.aad(PREAMBLE, block, 0);
    context.seal(0, aad, message, 0, message.length, block, at + SealedLayout.FIRST_MESSAGE);
    header.seal(block, 0);
    return opens(PREAMBLE, List.of(block)).getFirst();
  }

  @Test
  void blocksOfAnySizeAreSealedAndOpened() {
    Random random = new Random(7);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    List<byte[]> blocks = new ArrayList<>();
    for (int records : new int[] {1, 14_563, 2, 3_640, 3_641, 14_557, 14_558, 1, 1}) {
      byte[] block = block(RoutingCode.nation(578, random.nextInt(2)), 20_778, records);
      blocks.add(block);
    }
    /* As full as a block can be: more than a sealed one has room for. */
    BlockBuilder full = BlockBuilder.exposures(0x10, NORWAY.code(), 20_778, 1, 2, 0);
    byte[] data = new byte[300];
    while (full.addExposure(1, data, 0, full.size() + 304 > 262_100 ? 100 : 300)) random.nextInt();
    blocks.add(full.finish());
    List<byte[]> sealed = seal(PREAMBLE, blocks.toArray(byte[][]::new));
    SealedBatches.parts(SealedBatches.whole(PREAMBLE, sealed)); // framed as a batch has to be
    long records = 0;
    for (Optional<byte[]> opened : SealedBatches.opened(PREAMBLE, sealed, KEY)) {
      byte[] inner = opened.orElseThrow();
      for (int at = 0; at < inner.length; ) {
        BlockHeader header = BlockHeader.read(inner, at);
        plain.write(inner, at + BatchLayout.HEADER_BYTES, (int) header.bodyLength());
        records += header.count();
        at += header.blockBytes();
      }
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    long sum = 0;
    long bytes = 0;
    for (byte[] block : blocks) {
      expected.write(block, BatchLayout.HEADER_BYTES, block.length - BatchLayout.HEADER_BYTES);
      sum += BlockHeader.read(block, 0).count();
      bytes += block.length;
    }
    assertEquals(sum, records);
    assertArrayEquals(expected.toByteArray(), plain.toByteArray());
    long length = sealed.stream().mapToLong(block -> block.length).sum();
    assertTrue(length - bytes <= BlockSealer.overhead(bytes), length + " of " + bytes);
  }

  @Test
  void aBatchIsSealedAsAWholeOrNotAtAll() {
    List<byte[]> mixed = new ArrayList<>(four());
    mixed.add(2, block(NORWAY, 20_778, 3));
    byte[] batch = SealedBatches.whole(PREAMBLE, mixed);
    DecodeException refused = assertThrows(DecodeException.class, () -> SealedBatches.parts(batch));
    assertEquals(Fault.BAD_BLOCK, refused.fault());
    int place = BatchLayout.PREAMBLE_BYTES + mixed.get(0).length + mixed.get(1).length;
    assertEquals(place, refused.offset());
    byte[] other =
        SealedBatches.whole(PREAMBLE, List.of(block(NORWAY, 20_778, 3), four().getFirst()));
    assertThrows(DecodeException.class, () -> SealedBatches.parts(other));
  }
}
