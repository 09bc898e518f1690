package godwit.exchange.mixing;

import static godwit.exchange.mixing.SetMaking.await;

import godwit.codec.mix.RecordGroups;
import godwit.codec.mix.SortedBlocks;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The sorted parts of a set that is too large to be sorted at once, in a temporary table of the
/// transaction that makes it.
///
/// Of each part that is merged one block is held: [#MERGED] blocks at most, whatever the size.
final class SetRuns {
  /// Parts that are merged at once.
  static final int MERGED = 32;

  private static final String CREATE = """
      create temporary table if not exists set_run (
        run integer, place integer, block bytea not null, primary key (run, place)
      ) on commit drop;
      alter table set_run alter column block set storage external""";

  private final SqlConnection connection;
  private final List<Integer> runs = new ArrayList<>();
  private int made;

  SetRuns(SqlConnection connection) {
    this.connection = connection;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /// Sorts records and puts them aside; they are gone from where they were.
  void add(RecordGroups records) {
    if (made == 0) await(connection.query(CREATE).execute());
    Writing run = new Writing();
    records.take(run::add);
    runs.add(run.number);
  }

  /// Gives the blocks of all that was put aside, in order.
  void merge(Consumer<byte[]> taker) {
    while (runs.size() > MERGED) {
      List<Integer> first = runs.subList(0, MERGED);
      Writing run = new Writing();
      SortedBlocks.merge(readings(first), run::add);
      for (int merged : first) forget(merged);
      first.clear();
      runs.add(run.number);
    }
    SortedBlocks.merge(readings(runs), taker);
  }

  private List<SortedBlocks.Run> readings(List<Integer> of) {
    List<SortedBlocks.Run> readings = new ArrayList<>();
    for (int run : of) readings.add(new Reading(run));
    return readings;
  }

  private void forget(int run) {
    await(connection.preparedQuery("delete from set_run where run = $1").execute(Tuple.of(run)));
  }

  private final class Writing {
    private final int number = made++;
    private int place;

    private void add(byte[] block) {
      await(connection
          .preparedQuery("insert into set_run (run, place, block) values ($1, $2, $3)")
          .execute(Tuple.of(number, place++, Buffer.buffer(block))));
    }
  }

  private final class Reading implements SortedBlocks.Run {
    private final int number;
    private int place;

    Reading(int number) {
      this.number = number;
    }

    @Override
    public Optional<byte[]> next() {
      var rows = await(connection
          .preparedQuery("select block from set_run where run = $1 and place = $2")
          .execute(Tuple.of(number, place++)));
      return rows.size() == 0
          ? Optional.empty()
          : Optional.of(rows.iterator().next().getBuffer(0).getBytes());
    }
  }
}
