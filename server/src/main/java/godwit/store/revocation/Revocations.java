package godwit.store.revocation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// What staff take back: which cases, and how far it has come.
///
/// A plan names the cases and changes nothing. From its order on nobody adds to them; what they
/// have
/// shared goes in steps.
public final class Revocations {
  /// Cases that are revoked without a plan that was shown before.
  public static final int WITHOUT_PLAN = 100;

  private static final String BY_CODE =
      "select distinct case_id as id from permission where code_hash = $1";
  private static final String BY_ID = "select id from confirmed_case where id = $1";
  private static final String BY_TEST =
      "select id from confirmed_case where test_date = $1 and not revoked order by id";
  private static final String ANYTHING = """
      select exists (select from withheld where state = 'waiting')
        or exists (select from revocation where state = 'ordered')""";
  private static final String NEXT = """
      select r.id, r.forget, array_agg(c.case_id) filter (where c.case_id is not null) as cases
      from revocation r left join revocation_case c on c.revocation_id = r.id
      where r.id = (select id from revocation where state = 'ordered' order by planned_at limit 1)
      group by r.id, r.forget""";
  private static final String ORDER = """
      update revocation set state = 'ordered', forget = forget or $2
      where id = $1 and state = 'planned'""";
  private static final String REVOKE = """
      update confirmed_case set revoked = true where id in (
        select case_id from revocation_case where revocation_id = $1)""";

  private final Pool pool;

  public Revocations(Pool pool) {
    this.pool = pool;
  }

  /// An order that is not done yet.
  public record Ordered(UUID id, boolean forget, List<UUID> cases) {}

  /// The case of a code: none, or one.
  public Future<List<UUID>> byCode(byte[] codeHash) {
    return ids(BY_CODE, Buffer.buffer(codeHash));
  }

  /// The case of an id, if it is there.
  public Future<List<UUID>> byId(UUID id) {
    return ids(BY_ID, id);
  }

  /// All cases that were tested on a day.
  public Future<List<UUID>> byTestDate(LocalDate day) {
    return ids(BY_TEST, day);
  }

  /// The cases of a plan that was not ordered yet.
  public Future<List<UUID>> planned(UUID id) {
    return ids("""
        select case_id as id from revocation_case join revocation r on r.id = revocation_id
        where r.id = $1 and state = 'planned' order by case_id""", id);
  }

  /// Keeps a plan.
  public Future<UUID> plan(List<UUID> cases) {
    UUID id = UUID.randomUUID();
    return pool.withTransaction(connection -> connection
            .preparedQuery("insert into revocation (id, state) values ($1, 'planned')")
            .execute(Tuple.of(id))
            .compose(_ -> connection
                .preparedQuery("insert into revocation_case (revocation_id, case_id)"
                    + " select $1, id from confirmed_case where id = any($2)")
                .execute(Tuple.of(id).addArrayOfUUID(cases.toArray(UUID[]::new)))))
        .map(id);
  }

  /// Orders what was planned: from now on nobody adds to its cases.
  ///
  /// @param forget whether its cases go, once all is taken back
  /// @return whether it was a plan
  public Future<Boolean> order(UUID id, boolean forget) {
    return pool.withTransaction(connection -> connection
            .preparedQuery(ORDER)
            .execute(Tuple.of(id, forget))
            .compose(ordered -> ordered.rowCount() == 0
                ? Future.succeededFuture(false)
                : connection.preparedQuery(REVOKE).execute(Tuple.of(id)).map(true)))
        .map(Objects::requireNonNull);
  }

  /// Whether an order is not done, or a peer's batch waits for its place behind one.
  public static Future<Boolean> isAnything(SqlClient client) {
    return client
        .preparedQuery(ANYTHING)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /// The oldest order that is not done.
  public static Future<Optional<Ordered>> next(SqlClient client) {
    return client.preparedQuery(NEXT).execute().map(rows -> {
      if (rows.size() == 0) return Optional.empty();
      Row row = rows.iterator().next();
      UUID[] cases = row.getArrayOfUUIDs("cases");
      return Optional.of(new Ordered(
          row.getUUID("id"), row.getBoolean("forget"), cases == null ? List.of() : List.of(cases)));
    });
  }

  /// Says that nothing is left to take back; who is to be forgotten is.
  public static Future<Void> done(SqlConnection connection, Ordered ordered) {
    Future<?> forgotten = ordered.forget()
        ? connection
            .preparedQuery("delete from confirmed_case where id = any($1)")
            .execute(Tuple.tuple().addArrayOfUUID(ordered.cases().toArray(UUID[]::new)))
        : Future.succeededFuture();
    return forgotten
        .compose(_ -> connection
            .preparedQuery("update revocation set state = 'done' where id = $1")
            .execute(Tuple.of(ordered.id())))
        .mapEmpty();
  }

  private Future<List<UUID>> ids(String query, Object parameter) {
    return pool.preparedQuery(query).execute(Tuple.of(parameter)).map(Revocations::ids);
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    List<UUID> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.getUUID("id")));
    return ids;
  }
}
