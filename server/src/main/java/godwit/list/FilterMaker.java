package godwit.list;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.filter.FilterLayout;
import godwit.codec.filter.FilterWriter;
import godwit.codec.filter.SipHash;
import godwit.codec.payload.RoutingCode;
import godwit.log.RareLines;
import godwit.store.Connections;
import godwit.store.list.FilterTable;
import godwit.store.list.Partition;
import godwit.store.list.PartitionTable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a filter and its buckets of a partition's pages, once the UTC day that they were created
/// on is over.
/*
 * A filter is of the pages behind those of the one before, up to the last of a day that is over: a
 * page that came late is in the next one, never in none. All of it is one transaction, under a lock
 * that nobody waits for. Pages are read twice: for the hashes, and for each part of the buckets
 * that fits into memory. Runs on virtual threads, since hashing and sorting millions takes a
 * second.
 */
final class FilterMaker extends VerticleBase {
  /// Bytes of records that a bucket gets on average; twice as many are its bound.
  static final int BUCKET_BYTES = 8 * 1024;

  /// Bytes of records whose buckets are in memory at once.
  static final int BUCKETS_AT_ONCE_BYTES = 32 << 20;

  private static final int ROWS_AT_ONCE = 64;
  private static final long EVERY_MILLIS = 30_000;
  private static final int STORE_SECONDS = 60;
  private static final Logger log = LoggerFactory.getLogger(FilterMaker.class);

  private final PgConnectOptions database;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final RoutingCode self;
  private final long epoch;
  private final Function<byte[], Optional<EndBlock.Signature>> signer;
  private final RareLines lines = new RareLines(log);
  private Optional<Pool> pool = Optional.empty();
  private boolean busy;
  private volatile boolean stopped;

  /// @param self whose list it is
  /// @param epoch of the database, which cursors carry
  /// @param signer signs a digest, if this node has a key
  FilterMaker(
      PgConnectOptions database,
      InstantSource clock,
      RandomGenerator random,
      RoutingCode self,
      long epoch,
      Function<byte[], Optional<EndBlock.Signature>> signer) {
    this.database = database;
    this.clock = clock;
    this.random = random;
    this.self = self;
    this.epoch = epoch;
    this.signer = signer;
  }

  @Override
  public Future<?> start() {
    pool = Optional.of(Connections.pool(vertx, database, 1));
    vertx.setPeriodic(1_000, EVERY_MILLIS, _ -> make());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return pool.map(Pool::close).orElse(Future.succeededFuture());
  }

  /// Makes what is due, unless that is under way.
  void make() {
    if (busy) return;
    busy = true;
    try {
      FilterTable table = new FilterTable(pool.orElseThrow());
      while (!stopped && !await(table.due(midnight())).isEmpty() && step()) {
        log.debug("a filter was made");
      }
    } catch (Exception failure) { // a lost connection is a checked one that nobody declares
      if (!stopped) lines.warn("filters of the list wait", failure);
    } finally {
      busy = false;
    }
  }

  /* With a bound, in the turn of the context: see godwit.exchange.BoundedWait. */
  private static <T> T await(Future<T> future) {
    return Future.await(future.timeout(STORE_SECONDS, TimeUnit.SECONDS));
  }

  /* Whether one was made. */
  private boolean step() {
    SqlConnection connection = await(pool.orElseThrow().getConnection());
    try {
      Transaction transaction = await(connection.begin());
      boolean made = step(connection);
      await(transaction.commit());
      return made;
    } finally {
      connection.close(); // what is not committed is gone
    }
  }

  private long midnight() {
    return clock.instant().truncatedTo(ChronoUnit.DAYS).toEpochMilli();
  }

  private boolean step(SqlConnection connection) {
    FilterTable table = new FilterTable(connection);
    if (!await(table.tryLock())) return false;
    long midnight = midnight();
    List<FilterTable.Due> due = await(table.due(midnight));
    if (due.isEmpty()) return false;
    new Making(connection, table, due.getFirst(), midnight).run();
    return true;
  }

  /* One filter. */
  private final class Making {
    private final SqlConnection connection;
    private final FilterTable table;
    private final FilterTable.Due due;
    private final long midnight;
    private final UUID id = UUID.randomUUID();
    private final byte[] key = new byte[SipHash.KEY_BYTES];
    private final PageRecords records;
    private long[] hashes = new long[1 << 12];
    private int count;
    private long bytes;
    private long last;
    private long firstPage = Long.MAX_VALUE;
    private long created;

    Making(SqlConnection connection, FilterTable table, FilterTable.Due due, long midnight) {
      this.connection = connection;
      this.table = table;
      this.due = due;
      this.midnight = midnight;
      random.nextBytes(key);
      this.records = new PageRecords(SipHash.of(key, 0));
    }

    void run() {
      hash();
      int buckets = Math.toIntExact(Math.max(1, (bytes + BUCKET_BYTES - 1) / BUCKET_BYTES));
      shelve(buckets);
      byte[] cursor =
          ByteBuffer.allocate(2 * Long.BYTES).putLong(epoch).putLong(last).array();
      FilterWriter filter = new FilterWriter(hashes, count);
      byte[] whole = filter.finish(
          new FilterWriter.Head(
              id, due.partition().code(), due.partition().family(), created, key, buckets, cursor),
          signer);
      Partition filters = due.partition().filters();
      Preamble preamble = preamble(id);
      await(PartitionTable.append(
          connection,
          filters,
          List.of(new PartitionTable.Whole(preamble, firstPage, count, Buffer.buffer(whole)))));
      await(table.through(filters, last));
      await(PartitionTable.tell(connection));
    }

    /* Up to the last page that there is room for. */
    private void hash() {
      long after = due.through();
      while (true) {
        List<FilterTable.Page> some =
            await(table.pages(self, due.pages(), after, Long.MAX_VALUE, midnight));
        if (some.isEmpty()) return;
        for (FilterTable.Page page : some) {
          long more = PageRecords.count(page.bytes());
          if (count > 0 && count + more > FilterLayout.MAX_COUNT) return;
          hashes = count + more > hashes.length
              ? Arrays.copyOf(hashes, Math.toIntExact(Math.max(count + more, hashes.length * 2L)))
              : hashes;
          records.visit(page.bytes(), new Hashing());
          bytes += page.bytes().length;
          last = page.sequence();
          firstPage = Math.min(firstPage, page.firstPage());
          created = page.createdMillis();
          after = last;
        }
      }
    }

    /* Stores the buckets, as many at a time as memory has room for. */
    private void shelve(int buckets) {
      int shelves = Math.max(1, BUCKETS_AT_ONCE_BYTES / BUCKET_BYTES);
      for (int first = 0; first < buckets; first += shelves) {
        Shelving shelf = new Shelving(first, Math.min(buckets, first + shelves), buckets);
        long after = due.through();
        while (after < last) {
          List<FilterTable.Page> some =
              await(table.pages(self, due.pages(), after, last, midnight));
          if (some.isEmpty()) throw new IllegalStateException("a page went meanwhile");
          for (FilterTable.Page page : some) records.visit(page.bytes(), shelf);
          after = some.getLast().sequence();
        }
        store(shelf);
      }
    }

    private void store(Shelving shelf) {
      List<Buffer> rows = new ArrayList<>();
      int first = shelf.first;
      for (FilterBucket bucket : shelf.buckets) {
        rows.add(bucket.finish(preamble(UUID.randomUUID()), signer));
        if (rows.size() == ROWS_AT_ONCE) {
          await(table.addBuckets(id, first, firstPage, rows));
          first += rows.size();
          rows.clear();
        }
      }
      if (!rows.isEmpty()) await(table.addBuckets(id, first, firstPage, rows));
    }

    private Preamble preamble(UUID batch) {
      return new Preamble(Magic.LIST, 0, batch, self, self, created);
    }

    private final class Hashing implements PageRecords.Visitor {
      @Override
      public void exposure(
          long hash, BlockHeader header, int score, byte[] page, int offset, int length) {
        hashes[count++] = hash;
      }

      @Override
      public void venue(
          long hash, BlockHeader header, long venue, long start, long end, int score, byte[] data) {
        hashes[count++] = hash;
      }
    }
  }

  private static final class Shelving implements PageRecords.Visitor {
    private final int first;
    private final int all;
    private final List<FilterBucket> buckets = new ArrayList<>();

    Shelving(int first, int end, int all) {
      this.first = first;
      this.all = all;
      for (int bucket = first; bucket < end; bucket++) buckets.add(new FilterBucket());
    }

    @Override
    public void exposure(
        long hash, BlockHeader header, int score, byte[] page, int offset, int length) {
      int bucket = FilterLayout.bucket(hash, all) - first;
      if (bucket < 0 || bucket >= buckets.size()) return;
      buckets.get(bucket).addExposure(header, score, page, offset, length);
    }

    @Override
    public void venue(
        long hash, BlockHeader header, long venue, long start, long end, int score, byte[] data) {
      int bucket = FilterLayout.bucket(hash, all) - first;
      if (bucket < 0 || bucket >= buckets.size()) return;
      buckets.get(bucket).addVenue(header, venue, start, end, score, data);
    }
  }
}
