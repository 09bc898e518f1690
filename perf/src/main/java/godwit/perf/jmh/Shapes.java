package godwit.perf.jmh;

import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.json.BatchJsonReader;
import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.ContactRules;
import godwit.domain.DateWindow;
import godwit.domain.HeaderRules;
import godwit.domain.IntakeRules;
import godwit.domain.Limits;
import godwit.domain.risk.Scoring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Blocks and batches of every shape that a server reads, made up from one seed.
final class Shapes {
  static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  static final DateWindow WINDOW = DateWindow.around(TODAY, Limits.DEFAULT);

  private static final long NOW = TODAY.toEpochDay() * 86_400 + 43_200;
  private static final int DAY = (int) TODAY.toEpochDay();
  private static final int SIMPLE = 0x10;
  private static final int SIMPLE_BYTES = 16;
  private static final int SMALL = 64;
  private static final int ROUNDS = 30_000;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(42);

  /// The rules of a server that the blocks are for.
  static IntakeRules rules() {
    return new IntakeRules(WINDOW, NOW, NORWAY, OptionalLong.empty());
  }

  /// Simple exposures of one length; of every thousand ids, one is all zero.
  byte[] simple(int records) {
    BlockBuilder block = BlockBuilder.exposures(SIMPLE, NORWAY.code(), DAY, 1, 2, SIMPLE_BYTES);
    byte[] id = new byte[SIMPLE_BYTES];
    for (int index = 0; index < records; index++) {
      if (index % 1_000 == 0) Arrays.fill(id, (byte) 0);
      else random.nextBytes(id);
      add(block.addExposure(random.nextInt(0x1_0000), id, 0, id.length));
    }
    return block.finish();
  }

  /// A whole batch of such blocks.
  byte[] batch(int blocks, int records) {
    var out = new ByteArrayOutputStream();
    var preamble = new Preamble(
        Magic.EXPOSURES, 0, new UUID(1, 2), RoutingCode.nation(250, 0), NORWAY, 1_795_253_400_000L);
    try {
      var writer = new BatchWriter(preamble, out);
      for (int index = 0; index < blocks; index++) writer.block(simple(records));
      writer.finish();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return out.toByteArray();
  }

  /// Runs everything else that a server does to records until it is compiled: blocks of every
  /// family, length and kind, kept and rejected, contact events, JSON, payloads.
  long walkOthers() {
    IntakeRules rules = rules();
    byte[][] blocks = {
      variable(),
      extended(),
      otherFamily(0x80, 20),
      otherFamily(0x88, 16),
      otherFamily(0x08, 40),
      otherFamily(SIMPLE, 15),
      venues()
    };
    byte[] contacts = contacts();
    byte[] document = SampleExposures.json(SMALL);
    byte[] payload = new byte[21];
    payload[0] = SIMPLE;
    payload[1] = 3;
    payload[2] = 0x3A;
    long seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] block = blocks[round % blocks.length];
      BlockHeader header = BlockHeader.read(block, 0);
      if (header.isIntact(block, 0)) seen += rules.judge(header, block, 0).hashCode();
      if (round % 16 == 0) seen += walkContacts(contacts) + walkJson(document, rules);
      seen += PayloadDecoder.decode(payload).diagnostics().size();
    }
    return seen + rules.zeroIds();
  }

  private static long walkContacts(byte[] block) {
    var confirmed = new Case(1, TODAY, Optional.empty(), true);
    var headers = new HeaderRules(Optional.empty(), country -> RoutingCode.nation(country, 0));
    var rules = new ContactRules(WINDOW, NOW, headers, Scoring.DEFAULT, confirmed);
    ContactCursor cursor = new ContactCursor().wrap(block, 0, BlockHeader.read(block, 0));
    long seen = 0;
    while (cursor.next()) seen += rules.judge(block, cursor).hashCode();
    return seen;
  }

  private static long walkJson(byte[] document, IntakeRules rules) {
    Judging judging = new Judging(rules);
    BatchJsonReader reader = new BatchJsonReader(judging, Pieces.unbounded());
    add(reader.feed(document, 0, document.length) == document.length);
    add(reader.end());
    reader.release();
    return judging.seen;
  }

  private byte[] variable() {
    BlockBuilder block = BlockBuilder.exposures(SIMPLE, NORWAY.code(), DAY, 1, 2, 0);
    for (int index = 0; index < SMALL; index++) {
      byte[] sections = index % 2 == 0 ? new byte[0] : new byte[] {0x40, 1, -56, 0x41, 1, 12};
      byte[] payload = new byte[SIMPLE_BYTES + sections.length];
      random.nextBytes(payload);
      System.arraycopy(sections, 0, payload, SIMPLE_BYTES, sections.length);
      add(block.addExposure(index, payload, 0, payload.length));
    }
    return block.finish();
  }

  private byte[] extended() {
    BlockBuilder block = BlockBuilder.exposures(SIMPLE, NORWAY.code(), DAY, 1, 2, 19);
    for (int index = 0; index < SMALL; index++) {
      byte[] payload = new byte[19];
      random.nextBytes(payload);
      payload[16] = 0x40;
      payload[17] = 1;
      add(block.addExposure(index, payload, 0, payload.length));
    }
    return block.finish();
  }

  private byte[] otherFamily(int type, int length) {
    BlockBuilder block = BlockBuilder.exposures(type, NORWAY.code(), DAY, 1, 2, length);
    byte[] payload = new byte[length];
    for (int index = 0; index < SMALL; index++) {
      random.nextBytes(payload);
      add(block.addExposure(index, payload, 0, length));
    }
    return block.finish();
  }

  private static byte[] venues() {
    BlockBuilder block = BlockBuilder.venue(0x30, NORWAY.code(), DAY, 1, 0);
    long start = DAY * 86_400L;
    for (int index = 0; index < SMALL; index++) {
      byte[] sections = index % 2 == 0 ? new byte[0] : new byte[] {0x10, 1, 'a'};
      add(block.addVenue(index, start, start + 900, index, sections));
    }
    return block.finish();
  }

  private byte[] contacts() {
    BlockBuilder block = BlockBuilder.contacts();
    long start = DAY * 86_400L;
    for (int index = 0; index < SMALL; index++) {
      byte[] payload = new byte[21];
      random.nextBytes(payload);
      payload[0] = SIMPLE;
      payload[1] = 2;
      payload[2] = 0x42;
      byte[] sections = {(byte) 0x80, 6, 0, 0, -61, 0, 30, -58};
      add(block.addContact(start, start + 600, payload, sections));
    }
    return block.finish();
  }

  private static void add(boolean added) {
    if (!added) throw new IllegalStateException("the block is full");
  }

  /// Judges the blocks that a document becomes, and keeps none.
  private static final class Judging implements BatchSink {
    private final IntakeRules rules;
    private long seen;

    Judging(IntakeRules rules) {
      this.rules = rules;
    }

    @Override
    public void preamble(Preamble preamble) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      seen += rules.judge(header, bytes, offset).hashCode();
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new IllegalStateException("no block is kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {}
  }

  /// Counts the records of a batch and keeps none of its blocks.
  static final class Counting implements BatchSink {
    long records;

    @Override
    public void preamble(Preamble preamble) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      records += header.count();
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new IllegalStateException("no block is kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {}
  }
}
