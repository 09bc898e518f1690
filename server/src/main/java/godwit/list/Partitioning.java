package godwit.list;

import godwit.codec.batch.EndBlock;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.store.list.Partition;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.PageBlocks;
import godwit.store.outgoing.Pages;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes pages of partitions out of closed pages of the whole list, a few at a time, whichever node
/// comes first.
/*
 * The whole list stays as it is, and nothing waits for this. How far it has come is stored in the
 * transaction of the pages that were made, under a lock: each block is in its partition once, in
 * the order of the list, whatever breaks off.
 */
final class Partitioning {
  /// Pages of the whole list that one transaction sorts out.
  static final int PAGES_AT_ONCE = 16;

  /// Blocks after which one transaction takes no further page.
  static final int BLOCKS_AT_ONCE = 32_768;

  private final Pool pool;
  private final int own;
  private final boolean families;
  private final Supplier<Directory> directory;
  private final Function<byte[], Optional<EndBlock.Signature>> signer;

  /// @param own the stream of the whole list
  /// @param families whether there are partitions by family
  Partitioning(
      Pool pool,
      int own,
      boolean families,
      Supplier<Directory> directory,
      Function<byte[], Optional<EndBlock.Signature>> signer) {
    this.pool = pool;
    this.own = own;
    this.families = families;
    this.directory = directory;
    this.signer = signer;
  }

  /// Sorts out some pages.
  ///
  /// @return whether there is more than one step is to take
  Future<Boolean> step() {
    return pool.withTransaction(connection -> PartitionTable.claim(connection)
            .compose(last ->
                last.isEmpty() ? Future.succeededFuture(false) : step(connection, last.get())))
        .map(Objects::requireNonNull);
  }

  /// Forgets pages whose exposures are forgotten.
  Future<Void> forgetBefore(long firstPage) {
    return new PartitionTable(pool)
        .forgetBefore(firstPage)
        .compose(more -> more ? forgetBefore(firstPage) : Future.succeededFuture());
  }

  private Future<Boolean> step(SqlConnection connection, long last) {
    Directory known = directory.get();
    PageSplit split = new PageSplit(known.self(), families, code -> served(known, code), signer);
    Taken none = new Taken(last, 0, 0);
    return read(connection, split, none)
        .compose(taken -> taken.pages() == 0
            ? Future.succeededFuture(false)
            : store(connection, split.made())
                .compose(_ -> PartitionTable.advance(connection, taken.last()))
                .map(taken.isFull()));
  }

  /* What a transaction has read. */
  private record Taken(long last, int pages, int blocks) {
    boolean isFull() {
      return pages == PAGES_AT_ONCE || blocks >= BLOCKS_AT_ONCE;
    }
  }

  private Future<Taken> read(SqlConnection connection, PageSplit split, Taken taken) {
    if (taken.isFull()) return Future.succeededFuture(taken);
    return new Pages(connection).after(own, taken.last()).compose(found -> {
      if (found.isEmpty()) return Future.succeededFuture(taken);
      Outgoing page = found.get();
      return new PageBlocks(connection).of(page).compose(blocks -> {
        split.add(page.sequence(), page.preamble().createdMillis(), blocks);
        return read(
            connection,
            split,
            new Taken(page.sequence(), taken.pages() + 1, taken.blocks() + blocks.size()));
      });
    });
  }

  private static Future<Void> store(
      SqlConnection connection, Map<Partition, List<PartitionTable.Made>> made) {
    Future<Void> stored = Future.succeededFuture();
    for (var entry : made.entrySet()) {
      stored =
          stored.compose(_ -> PartitionTable.append(connection, entry.getKey(), entry.getValue()));
    }
    return stored;
  }

  /* What nobody here answers for any more is this authority's own. */
  private static RoutingCode served(Directory directory, RoutingCode code) {
    return directory.resolve(code) instanceof Directory.Resolution.Own(RoutingCode authority)
        ? authority
        : directory.self();
  }
}
