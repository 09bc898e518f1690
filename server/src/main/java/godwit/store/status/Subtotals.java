package godwit.store.status;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// What counts about a user: an exposure is added as it comes, and goes with what takes it back.
public final class Subtotals {
  private static final String OF_USER = """
      select day, mechanism, risk_type, sum(score)::bigint as score from status_exposure
      where user_key = $1 and day >= $2 group by day, mechanism, risk_type""";
  /* Users' rows are locked as far as others refer to them, and in one order: who is being erased is
   * waited for, and then not there. */
  private static final String ADD = """
      with here as materialized (
        select user_key from registration where user_key = any($1::bytea[])
        order by user_key for key share
      )
      insert into status_exposure (user_key, day, token, position, ordinal, record, risk_type,
        mechanism, score)
      select t.* from unnest($1::bytea[], $2::date[], $3::bytea[], $4::bigint[], $5::int[],
          $6::int[], $7::smallint[], $8::smallint[], $9::int[])
          as t (user_key, day, token, position, ordinal, record, risk_type, mechanism, score)
        join here using (user_key)""";
  private static final String TAKE_BACK = """
      delete from status_exposure e
      using unnest($1::bytea[], $2::date[], $3::bytea[]) as t (user_key, day, token)
      where e.user_key = t.user_key and e.day = t.day and e.token = t.token""";

  private final SqlClient client;

  public Subtotals(SqlClient client) {
    this.client = client;
  }

  /// What one day, mechanism and risk type add up to, in hundredths of a minute.
  public record Sum(LocalDate day, int mechanism, int riskType, long score) {}

  /// One exposure of a user.
  ///
  /// @param position of its portion, `ordinal` of its segment there, `record` of it there
  public record Exposure(
      byte[] user,
      LocalDate day,
      byte[] token,
      long position,
      int ordinal,
      int record,
      int riskType,
      int mechanism,
      int score) {}

  /// What a user's days add up to, from one on.
  public Future<List<Sum>> of(Buffer user, LocalDate firstDay) {
    return client.preparedQuery(OF_USER).execute(Tuple.of(user, firstDay)).map(rows -> {
      List<Sum> sums = new ArrayList<>();
      for (Row row : rows) {
        sums.add(new Sum(
            row.getLocalDate("day"),
            row.getInteger("mechanism"),
            row.getInteger("risk_type"),
            row.getLong("score")));
      }
      return sums;
    });
  }

  /// Adds exposures of users; those of nobody who is registered are left out.
  ///
  /// @return how many it added
  public Future<Integer> add(List<Exposure> exposures) {
    if (exposures.isEmpty()) return Future.succeededFuture(0);
    Tuple columns = Tuple.tuple()
        .addArrayOfBuffer(buffers(exposures, true))
        .addArrayOfLocalDate(days(exposures))
        .addArrayOfBuffer(buffers(exposures, false))
        .addArrayOfLong(exposures.stream().map(Exposure::position).toArray(Long[]::new))
        .addArrayOfInteger(exposures.stream().map(Exposure::ordinal).toArray(Integer[]::new))
        .addArrayOfInteger(exposures.stream().map(Exposure::record).toArray(Integer[]::new))
        .addArrayOfShort(
            exposures.stream().map(each -> (short) each.riskType()).toArray(Short[]::new))
        .addArrayOfShort(
            exposures.stream().map(each -> (short) each.mechanism()).toArray(Short[]::new))
        .addArrayOfInteger(exposures.stream().map(Exposure::score).toArray(Integer[]::new));
    return client.preparedQuery(ADD).execute(columns).map(rows -> rows.rowCount());
  }

  /// Takes back all that was added of these payloads and dates.
  public Future<Void> takeBack(List<Exposure> revoked) {
    if (revoked.isEmpty()) return Future.succeededFuture();
    return client
        .preparedQuery(TAKE_BACK)
        .execute(Tuple.tuple()
            .addArrayOfBuffer(buffers(revoked, true))
            .addArrayOfLocalDate(days(revoked))
            .addArrayOfBuffer(buffers(revoked, false)))
        .mapEmpty();
  }

  private static Buffer[] buffers(List<Exposure> exposures, boolean users) {
    return exposures.stream()
        .map(each -> Buffer.buffer(users ? each.user() : each.token()))
        .toArray(Buffer[]::new);
  }

  private static LocalDate[] days(List<Exposure> exposures) {
    return exposures.stream().map(Exposure::day).toArray(LocalDate[]::new);
  }
}
