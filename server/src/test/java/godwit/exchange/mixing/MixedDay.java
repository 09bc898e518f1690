package godwit.exchange.mixing;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.mix.RecordGroups;
import godwit.domain.MixPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A day of uploads, simulated, as it leaves for one destination in sets: by the policy and the
/// order of this build, so that a change of either shows.
///
/// Uploads come as a Poisson process, of 1 to 40 contacts each, each of them for the destination
/// with a probability. A contact is of one of five families, of a day around its patient's onset,
/// and scores as minutes, distance and that day would have it.
final class MixedDay {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final int MOST_CONTACTS = 40;
  private static final int[] TYPES = {0x10, 0x80, 0x88, 0x90, 0x98};
  private static final double[] TYPE_SHARES = {0.5, 0.75, 0.85, 0.95, 1};
  private static final int TODAY = 20_778;
  private static final double SPREAD_DAYS = 2.75;

  private final SplittableRandom random;
  private final Map<Long, Integer> uploads = new HashMap<>(); // by the first 8 bytes of data
  private final List<List<Read>> sets = new ArrayList<>();
  private final List<Integer> cases = new ArrayList<>();
  private final List<Instant> ticks = new ArrayList<>();
  private final List<BlockHeader> headers = new ArrayList<>();

  /// A record as a reader of what left finds it.
  ///
  /// @param upload whose it is, which the reader is to guess
  /// @param header a number for all that its block says of it
  /// @param place in the records of that header, from 0 to 1; by chance within its own breadth,
  ///     since it would tell how many there are
  /// @param arrived the same, had they left in the order in which they came
  record Read(int upload, int header, int date, int score, double place, double arrived) {}

  /// A part of all contacts, from 0 to 1.
  record Share(double from, double to) {
    private boolean holds(double drawn) {
      return drawn >= from && drawn < to;
    }
  }

  private record Upload(int number, Instant at, List<byte[]> blocks) {}

  /// @param perMinute uploads
  /// @param share the part of all contacts that is for this destination; the same seed gives the
  ///     same uploads, of which another destination may have another part
  MixedDay(MixPolicy policy, double perMinute, Share share, long seed) {
    this.random = new SplittableRandom(seed);
    List<Upload> day = arrivals(perMinute, share);
    List<Upload> pool = new ArrayList<>();
    Instant end = START.plus(Duration.ofDays(1)).plus(policy.atMost());
    int next = 0;
    for (Instant tick = START; tick.isBefore(end); tick = tick.plus(policy.every())) {
      while (next < day.size() && day.get(next).at().isBefore(tick)) pool.add(day.get(next++));
      if (pool.isEmpty() || !policy.leaves(pool.size(), pool.getFirst().at(), tick)) continue;
      sets.add(read(pool));
      ticks.add(tick);
      cases.add(pool.size());
      pool.clear();
    }
  }

  /// What left together, in the order of sets.
  List<List<Read>> sets() {
    return sets;
  }

  /// When each set left.
  List<Instant> ticks() {
    return ticks;
  }

  /// Of how many cases each set was.
  List<Integer> cases() {
    return cases;
  }

  private List<Upload> arrivals(double perMinute, Share share) {
    List<Upload> day = new ArrayList<>();
    double minute = 0;
    for (int number = 0; ; number++) {
      minute -= Math.log(1 - random.nextDouble()) / perMinute;
      if (minute >= Duration.ofDays(1).toMinutes()) return day;
      List<byte[]> blocks = upload(number, share);
      Instant at = START.plusMillis((long) (minute * 60_000));
      if (!blocks.isEmpty()) day.add(new Upload(number, at, blocks));
    }
  }

  private List<byte[]> upload(int number, Share share) {
    List<byte[]> blocks = new ArrayList<>();
    double kind = random.nextDouble();
    int riskType = kind < 0.9 ? 1 : kind < 0.95 ? 2 : 3;
    int onset = TODAY - random.nextInt(1, 8);
    int contacts = random.nextInt(1, MOST_CONTACTS + 1);
    for (int contact = 0; contact < contacts; contact++) {
      int date = Math.min(TODAY, onset + random.nextInt(-3, 8));
      double type = random.nextDouble();
      int family = 0;
      while (type > TYPE_SHARES[family]) family++;
      int mechanism = random.nextInt(4) > 0 ? 2 : 0;
      byte[] data = new byte[16 + family % 2 * 4];
      random.nextBytes(data);
      int score = score(date - onset);
      if (!share.holds(random.nextDouble()) || score == 0) continue;
      uploads.put(ByteBuffer.wrap(data).getLong(), number);
      BlockBuilder block =
          BlockBuilder.exposures(TYPES[family], 578 << 16, date, riskType, mechanism, data.length);
      block.addExposure(score, data, 0, data.length);
      blocks.add(block.finish());
    }
    return blocks;
  }

  /* Half a minute to an hour, at half a metre to eight. */
  private int score(int daysSinceOnset) {
    double minutes = 0.5 * Math.pow(120, random.nextDouble());
    double metres = 0.5 * Math.pow(16, random.nextDouble());
    double infectious =
        Math.exp(-daysSinceOnset * daysSinceOnset / (2 * SPREAD_DAYS * SPREAD_DAYS));
    return (int) Math.round(100 * minutes * Math.min(1, 1 / (metres * metres)) * infectious);
  }

  private List<Read> read(List<Upload> pool) {
    RecordGroups groups = new RecordGroups();
    Map<BlockHeader, List<Long>> arrivals = new HashMap<>();
    for (Upload upload : pool) {
      for (byte[] block : upload.blocks()) {
        groups.addBlocks(block);
        BlockHeader header = BlockHeader.read(block, 0);
        arrivals
            .computeIfAbsent(shared(header), _ -> new ArrayList<>())
            .add(ByteBuffer.wrap(block, ofFirst(block, header), 8).getLong());
      }
    }
    List<Read> records = new ArrayList<>();
    groups.take(block -> {
      BlockHeader header = BlockHeader.read(block, 0);
      List<Long> arrived = arrivals.getOrDefault(shared(header), List.of());
      Map<Long, Integer> places = new HashMap<>();
      for (long key : arrived) places.put(key, places.size());
      ExposureCursor cursor = new ExposureCursor().wrap(block, 0, header);
      double count = arrived.size();
      int number = number(header);
      for (int place = 0; cursor.next(); place++) {
        long key = ByteBuffer.wrap(block, cursor.dataOffset(), 8).getLong();
        records.add(new Read(
            uploads.getOrDefault(key, -1),
            number,
            header.date(),
            cursor.score(),
            (place + random.nextDouble()) / count,
            (places.getOrDefault(key, -1) + random.nextDouble()) / count));
      }
    });
    return records;
  }

  private int number(BlockHeader header) {
    BlockHeader key = shared(header);
    int known = headers.indexOf(key);
    if (known >= 0) return known;
    headers.add(key);
    return headers.size() - 1;
  }

  private static int ofFirst(byte[] block, BlockHeader header) {
    ExposureCursor cursor = new ExposureCursor().wrap(block, 0, header);
    if (!cursor.next()) throw new AssertionError("an empty block");
    return cursor.dataOffset();
  }

  private static BlockHeader shared(BlockHeader header) {
    return header.common();
  }
}
