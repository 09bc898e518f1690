package godwit.store.held;

import godwit.domain.Case;
import godwit.store.Columns;
import godwit.store.cases.Permissions.Permission;
import godwit.store.segment.SegmentIndex;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Uploads that wait for a case of their subject.
/*
 * A row is written with the commit that makes the upload known, and goes in the commit of what its
 * release made: once, whatever is cut. Its segments go with it.
 */
public final class HeldUploads {
  private static final String INSERT = """
      insert into held (subject, app_custom, app_code, day, attempt_id, destination_id, segments,
        records)
      select * from unnest($1::uuid[], $2::boolean[], $3::int[], $4::date[], $5::uuid[], $6::int[],
        $7::int[], $8::bigint[])""";
  /* Of subjects that a case is known of by now; some that failed are left for later. */
  public static final String NEXT = "select " + HeldUpload.COLUMNS + """
      , p.id, p.case_id, c.risk_type, c.test_date, c.onset, p.agreed, c.uploads
      from enrolment e join held h using (subject)
        join permission p on p.id = e.permission_id
        join confirmed_case c on c.id = p.case_id
      where e.permission_id is not null and h.attempt_id <> all($1)
      limit 1""";
  private static final String DELETE = "delete from held where attempt_id = any($1)";

  private HeldUploads() {}

  /// An upload that may be released, and the permission that it counts under.
  public record Due(HeldUpload upload, Permission permission) {}

  /// Notes uploads, with the transaction that writes their segments.
  public static Future<Void> insert(SqlConnection connection, List<HeldUpload> uploads) {
    if (uploads.isEmpty()) return Future.succeededFuture();
    Columns columns = Columns.of(
        uploads.size(),
        UUID.class,
        Boolean.class,
        Integer.class,
        LocalDate.class,
        UUID.class,
        Integer.class,
        Integer.class,
        Long.class);
    for (HeldUpload each : uploads) {
      columns.row(
          each.subject(),
          each.app().custom(),
          each.app().code(),
          each.day(),
          each.attempt(),
          each.destination(),
          each.segments(),
          each.records());
    }
    return connection.preparedQuery(INSERT).execute(columns.tuple()).mapEmpty();
  }

  /// One upload that a case covers by now.
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

  /// Removes uploads that are released in the same transaction, with what they held. Fails if one
  /// is gone: then somebody else has released it.
  public static Future<Void> remove(SqlConnection connection, List<HeldUpload> uploads) {
    if (uploads.isEmpty()) return Future.succeededFuture();
    Future<Void> removed = connection
        .preparedQuery(DELETE)
        .execute(Tuple.tuple()
            .addArrayOfUUID(uploads.stream().map(HeldUpload::attempt).toArray(UUID[]::new)))
        .map(rows -> {
          if (rows.rowCount() == uploads.size()) return null;
          throw new IllegalStateException(rows.rowCount() + " held of " + uploads.size());
        });
    for (HeldUpload each : uploads) {
      removed = removed.compose(
          _ -> SegmentIndex.remove(connection, each.day(), each.attempt(), each.destination()));
    }
    return removed;
  }

  private static Due due(Row row) {
    int from = HeldUpload.WIDTH;
    return new Due(
        HeldUpload.read(row),
        new Permission(
            row.getUUID(from),
            row.getUUID(from + 1),
            new Case(
                row.getInteger(from + 2),
                row.getLocalDate(from + 3),
                Optional.ofNullable(row.getLocalDate(from + 4)),
                row.getBoolean(from + 5)),
            row.getInteger(from + 6)));
  }
}
