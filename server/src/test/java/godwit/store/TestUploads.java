package godwit.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.VenueCursor;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import godwit.store.cases.CasePart;
import godwit.store.commit.BatchKey;
import godwit.store.commit.Upload;
import godwit.store.outgoing.Cutter;
import godwit.store.segment.ListedBlocks;
import godwit.store.segment.StoredSegment;
import godwit.store.venue.VenueKeys;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Uploads with real blocks, put together for a test.
public final class TestUploads {
  public static final RoutingCode ORIGIN = RoutingCode.nation(250, 0);
  public static final RoutingCode OWN = RoutingCode.nation(826, 0);
  public static final int DATE = 20_778;

  private Preamble preamble;
  private final UUID attempt = UUID.randomUUID();
  private final Map<Integer, List<StoredSegment>> segments = new LinkedHashMap<>();
  private LocalDate day = TestStore.TODAY;
  private boolean writtenAhead;
  private boolean many;
  private Optional<CasePart> part = Optional.empty();
  private Upload.Revoking revoking = Upload.Revoking.NOTHING;

  private TestUploads(UUID batch) {
    preamble = new Preamble(Magic.EXPOSURES, 0, batch, ORIGIN, OWN, 1_795_253_400_000L);
  }

  public static TestUploads upload() {
    return upload(UUID.randomUUID());
  }

  public static TestUploads upload(UUID batch) {
    return new TestUploads(batch);
  }

  /// An upload of one small segment for each of these.
  public static Upload small(int... destinations) {
    TestUploads upload = upload();
    for (int destination : destinations) upload.segment(destination, block(0x10, 1, destination));
    return upload.done();
  }

  /// An order to cut what Norway, with this row, has into a batch for it.
  public static Cutter.Order order(int norway, long maxBytes) {
    return new Cutter.Order(
        norway,
        norway,
        Magic.EXPOSURES,
        OWN,
        RoutingCode.nation(578, 0),
        "/exposure/578/0",
        maxBytes,
        false);
  }

  public TestUploads on(LocalDate received) {
    day = received;
    return this;
  }

  public TestUploads writtenAhead() {
    writtenAhead = true;
    return this;
  }

  public TestUploads segment(int destination, byte[]... blocks) {
    List<StoredSegment> before = segments.computeIfAbsent(destination, _ -> new ArrayList<>());
    before.add(stored(destination, before.size(), blocks));
    return this;
  }

  public UUID attempt() {
    return attempt;
  }

  public Preamble preamble() {
    return preamble;
  }

  /// The segments of all destinations.
  public List<StoredSegment> segments() {
    return segments.values().stream().flatMap(List::stream).toList();
  }

  public Upload done() {
    return done(digest(preamble.batch().toString()), List.of());
  }

  public Upload done(byte[] digest, List<Receipt.Entry> rejected) {
    List<Upload.Portion> portions = new ArrayList<>();
    segments.forEach((destination, all) ->
        portions.add(new Upload.Portion(destination, all.size(), records(all), bytes(all))));
    return upload(digest, rejected, Receipt.State.STORED, portions, Optional.empty());
  }

  /// The upload as a batch that is passed on.
  public Upload relayed(Upload.Relay relay, byte[] digest) {
    return upload(digest, List.of(), Receipt.State.RELAYED, List.of(), Optional.of(relay));
  }

  private Upload upload(
      byte[] digest,
      List<Receipt.Entry> rejected,
      Receipt.State state,
      List<Upload.Portion> portions,
      Optional<Upload.Relay> relay) {
    long accepted = records(segments());
    long left = rejected.stream().mapToLong(Receipt.Entry::records).sum();
    Receipt receipt =
        new Receipt(preamble.batch(), state, accepted + left, accepted, rejected, 0, digest, false);
    return new Upload(
            BatchKey.of(ORIGIN, preamble.batch()),
            preamble,
            ORIGIN.path(),
            receipt,
            attempt,
            day,
            writtenAhead,
            writtenAhead ? List.of() : segments(),
            portions,
            relay,
            relay.isPresent() ? VenueKeys.NONE : venues(),
            part)
        .revoking(revoking);
  }

  /// Says that it is a contact batch of a case.
  public TestUploads of(CasePart of) {
    part = Optional.of(of);
    preamble = new Preamble(
        Magic.EXPOSURES,
        0,
        preamble.batch(),
        OWN,
        preamble.destination(),
        preamble.createdMillis());
    return this;
  }

  /// Says when its origin made it.
  public TestUploads created(long millis) {
    preamble = new Preamble(
        Magic.EXPOSURES, 0, preamble.batch(), preamble.origin(), preamble.destination(), millis);
    return this;
  }

  /// Says that it takes something back.
  public TestUploads revoking(Upload.Revoking how) {
    revoking = how;
    return this;
  }

  /// Says that it has too many venues to name them.
  public TestUploads manyVenues() {
    many = true;
    return this;
  }

  private VenueKeys venues() {
    if (many) return new VenueKeys(new long[0], true);
    Set<Long> keys = new TreeSet<>();
    for (StoredSegment segment : segments()) {
      byte[] all = segment.bytes().getBytes();
      int offset = 0;
      while (offset < all.length) {
        BlockHeader header = BlockHeader.read(all, offset);
        VenueCursor cursor = new VenueCursor().wrap(all, offset, header);
        while (header.kind() == BatchLayout.KIND_VENUE && cursor.next()) {
          keys.add(VenueKeys.key(header.routing().code(), cursor.venue()));
        }
        offset += header.blockBytes();
      }
    }
    return new VenueKeys(keys.stream().mapToLong(key -> key).toArray(), false);
  }

  /// A block of venue exposures, one of each of these venues.
  public static byte[] venues(RoutingCode authority, int score, long... venues) {
    BlockBuilder block = BlockBuilder.venue(0x30, authority.code(), DATE, 1, 0);
    long start = DATE * 86_400L;
    for (long venue : venues) {
      byte[] area = {0x11, 2, (byte) venue, (byte) score};
      if (!block.addVenue(venue, start, start + 900, score, area)) throw new AssertionError("full");
    }
    return block.finish();
  }

  /// A block of random exposures; the same seed gives the same bytes.
  public static byte[] block(int payloadType, int records, long seed) {
    Random random = new Random(seed);
    BlockBuilder block = BlockBuilder.exposures(payloadType, OWN.code(), DATE, 1, 1, 16);
    byte[] data = new byte[16];
    for (int record = 0; record < records; record++) {
      random.nextBytes(data);
      if (!block.addExposure(100, data, 0, data.length)) throw new AssertionError("full");
    }
    return block.finish();
  }

  public static StoredSegment stored(int destination, int ordinal, byte[]... blocks) {
    Buffer bytes = Buffer.buffer();
    Buffer hashes = Buffer.buffer();
    long records = 0;
    boolean filtered = false;
    for (byte[] block : blocks) {
      BlockHeader header = BlockHeader.read(block, 0);
      bytes.appendBytes(block);
      hashes.appendBytes(sha256(block));
      records += header.count();
      filtered |= ListedBlocks.mayBeLeftOut(header);
    }
    return new StoredSegment(destination, ordinal, records, filtered, hashes, bytes);
  }

  public static byte[] digest(String text) {
    return sha256(text.getBytes(UTF_8));
  }

  public static long records(List<StoredSegment> segments) {
    return segments.stream().mapToLong(StoredSegment::records).sum();
  }

  public static long bytes(List<StoredSegment> segments) {
    return segments.stream().mapToLong(segment -> segment.bytes().length()).sum();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
