package godwit.store.held;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.OutbreakWindow;
import godwit.store.cases.Permissions.Permission;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Outbreaks at venues: what they release of what the venues' gateways have brought.
/*
 * An outbreak is a case like any other, so that what came of it can be taken back. Each held upload
 * is read for it once; that it was is noted after its commit, whose key is the upload's in this
 * case: cut between the two, the upload is read again, and found to be there already. The upload
 * itself stays, for other outbreaks.
 */
public final class Outbreaks {
  /// Outbreaks of one answer.
  public static final int AT_ONCE = 1_000;

  private static final String SAME = """
      select o.case_id from outbreak o join confirmed_case c on c.id = o.case_id
      where code = $1 and venue = $2 and area is not distinct from $3 and from_at = $4
        and to_at = $5 and risk_type = $6 and not revoked""";
  private static final String CASE = """
      insert into confirmed_case (id, risk_type, test_date, cross_border)
      values ($1, $2, $3, true)""";
  private static final String PERMISSION = """
      insert into permission (id, case_id, code_hash, code_expires, cross_border, agreed, used)
      values ($1, $2, $3, $4, true, true, true)""";
  private static final String INSERT = """
      insert into outbreak (case_id, permission_id, subject, code, venue, area, from_at, to_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)""";
  /* An upload of the day before may hold what lies in the window by a clock that is ahead. */
  private static final String IN_TIME = "h.day >= (o.from_at at time zone 'UTC')::date - 1\n";

  private static final String COLUMNS = """
      o.case_id, o.permission_id, code, venue, area, from_at, to_at, declared_at, c.risk_type,
        c.revoked,
        (select coalesce(sum(released), 0)::bigint from outbreak_read r
          where r.case_id = o.case_id),
        (select count(*) from held h
          where h.subject = o.subject and\s""" + IN_TIME + """
            and not c.revoked and not exists (select from outbreak_read r
              where r.case_id = o.case_id and r.attempt_id = h.attempt_id))""";
  private static final String FROM = " from outbreak o join confirmed_case c on c.id = o.case_id ";
  private static final String OPEN = """
      where o.subject = $1 and not revoked and not exists (select from outbreak_answer a
        where a.case_id = o.case_id and a.gateway = $2)
      order by declared_at, o.case_id limit\s""" + AT_ONCE;
  private static final String NEXT = "select " + HeldUpload.COLUMNS + """
      , o.case_id, o.permission_id, o.area, o.from_at, o.to_at, c.risk_type, c.test_date, c.uploads
      from outbreak o join confirmed_case c on c.id = o.case_id join held h using (subject)
      where not revoked and\s""" + IN_TIME + """
        and h.attempt_id <> all($1)
        and not exists (select from outbreak_read r
          where r.case_id = o.case_id and r.attempt_id = h.attempt_id)
      limit 1""";

  /* Any number, the same in every node; another than the others'. */
  private static final long LOCK = 0x60D31B;

  private final Pool pool;

  public Outbreaks(Pool pool) {
    this.pool = pool;
  }

  /// An outbreak, and how far it has got.
  ///
  /// @param id of its case
  /// @param released contact events that became exposures
  /// @param waiting held uploads that were not read for it yet
  public record Outbreak(
      UUID id,
      RoutingCode authority,
      long venue,
      OutbreakWindow window,
      int riskType,
      Instant declared,
      boolean withdrawn,
      long released,
      long waiting) {}

  /// A held upload that an outbreak may cover, and the permission that it counts under.
  public record Due(HeldUpload upload, Permission permission, OutbreakWindow window) {}

  /// Who uploads in the name of a venue, whichever of its gateways it is.
  public static UUID subject(RoutingCode authority, long venue) {
    /* Of no version that random ids have. */
    return new UUID(0x8000L | (long) authority.code() << 16, 0x8000_0000_0000_0000L | venue);
  }

  /// Makes an outbreak known, once, whoever says so again.
  ///
  /// @param secret that nobody knows: no code leads to its case
  /// @param lasts how long its case is kept at least
  /// @return its id
  public Future<UUID> declare(
      RoutingCode authority,
      long venue,
      OutbreakWindow window,
      int riskType,
      byte[] secret,
      Duration lasts) {
    Tuple asked = Tuple.of(
            authority.code(), venue, window.area().orElse(null), at(window.from()), at(window.to()))
        .addInteger(riskType);
    return pool.withTransaction(connection -> connection
            .preparedQuery("select pg_advisory_xact_lock($1)")
            .execute(Tuple.of(LOCK))
            .compose(_ -> connection.preparedQuery(SAME).execute(asked))
            .compose(same -> {
              if (same.size() > 0)
                return Future.succeededFuture(same.iterator().next().getUUID(0));
              UUID id = UUID.randomUUID();
              UUID permission = UUID.randomUUID();
              LocalDate day = LocalDate.ofInstant(window.from(), ZoneOffset.UTC);
              return connection
                  .preparedQuery(CASE)
                  .execute(Tuple.of(id, riskType, day))
                  .compose(_ -> connection
                      .preparedQuery(PERMISSION)
                      .execute(Tuple.of(
                          permission, id, Buffer.buffer(secret), at(window.to().plus(lasts)))))
                  .compose(_ -> connection
                      .preparedQuery(INSERT)
                      .execute(Tuple.of(
                              id, permission, subject(authority, venue), authority.code(), venue)
                          .addString(window.area().orElse(null))
                          .addOffsetDateTime(at(window.from()))
                          .addOffsetDateTime(at(window.to()))))
                  .map(id);
            }))
        .map(Objects::requireNonNull);
  }

  /// One outbreak; empty if there is none of this id.
  public Future<Optional<Outbreak>> find(UUID id) {
    return pool.preparedQuery("select " + COLUMNS + FROM + "where o.case_id = $1")
        .execute(Tuple.of(id))
        .map(rows -> read(rows).stream().findFirst());
  }

  /// The latest that were declared: at most [#AT_ONCE].
  public Future<List<Outbreak>> latest() {
    return pool.preparedQuery(
            "select " + COLUMNS + FROM + "order by declared_at desc, o.case_id limit " + AT_ONCE)
        .execute()
        .map(Outbreaks::read);
  }

  /// When the latest was declared; empty if none was.
  public static Future<Optional<Instant>> latestDeclared(SqlClient client) {
    return client
        .query("select max(declared_at) from outbreak")
        .execute()
        .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime(0))
            .map(OffsetDateTime::toInstant));
  }

  /// Those of a venue that one of its gateways has not answered.
  public static Future<List<Outbreak>> unanswered(SqlClient client, UUID subject, String gateway) {
    return client
        .preparedQuery("select " + COLUMNS + FROM + OPEN)
        .execute(Tuple.of(subject, gateway))
        .map(Outbreaks::read);
  }

  /// Notes that a gateway has answered an outbreak of its venue.
  public static Future<Void> answered(
      SqlClient client, UUID subject, String gateway, UUID outbreak) {
    return client
        .preparedQuery("insert into outbreak_answer (case_id, gateway) select case_id, $3"
            + " from outbreak where case_id = $1 and subject = $2 on conflict do nothing")
        .execute(Tuple.of(outbreak, subject, gateway))
        .mapEmpty();
  }

  /// One held upload that was not read for an outbreak yet.
  ///
  /// @param without attempts that are not to be looked at
  public static Future<Optional<Due>> next(SqlClient client, List<UUID> without) {
    return client
        .preparedQuery(NEXT)
        .execute(Tuple.tuple().addArrayOfUUID(without.toArray(UUID[]::new)))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(due(rows.iterator().next())));
  }

  /// Notes that an upload was read for an outbreak, once what came of it is durable.
  ///
  /// @param released contact events that became exposures
  public static Future<Void> read(SqlClient client, UUID outbreak, UUID attempt, long released) {
    return client
        .preparedQuery("insert into outbreak_read (case_id, attempt_id, released)"
            + " select $1, attempt_id, $3 from held where attempt_id = $2 on conflict do nothing")
        .execute(Tuple.of(outbreak, attempt, released))
        .mapEmpty();
  }

  private static Due due(Row row) {
    int from = HeldUpload.WIDTH;
    return new Due(
        HeldUpload.read(row),
        new Permission(
            row.getUUID(from + 1),
            row.getUUID(from),
            new Case(row.getInteger(from + 5), row.getLocalDate(from + 6), Optional.empty(), true),
            row.getInteger(from + 7)),
        window(row, from + 2));
  }

  private static OutbreakWindow window(Row row, int column) {
    return new OutbreakWindow(
        Optional.ofNullable(row.getString(column)),
        row.getOffsetDateTime(column + 1).toInstant(),
        row.getOffsetDateTime(column + 2).toInstant());
  }

  private static List<Outbreak> read(RowSet<Row> rows) {
    List<Outbreak> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(new Outbreak(
          row.getUUID(0),
          new RoutingCode(false, row.getInteger(2)),
          row.getLong(3),
          window(row, 4),
          row.getInteger(8),
          row.getOffsetDateTime(7).toInstant(),
          row.getBoolean(9),
          row.getLong(10),
          row.getLong(11)));
    }
    return found;
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
