package godwit.store;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// What lets devices upload: a code that is redeemed once, for a token that lasts a while.
///
/// Only hashes of codes and tokens are kept.
public final class Permissions {
  private final SqlClient client;
  private final InstantSource clock;

  public Permissions(SqlClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /// Who may upload, and under which case.
  public record Permission(UUID id, Case ground) {}

  /// What became of a code.
  public enum Issue {
    /// It can be redeemed.
    ISSUED,
    /// It had been issued with the same content.
    HELD,
    /// It had been issued with other content.
    CONFLICT
  }

  /// Makes a code of this authority's own staff known.
  public Future<Issue> issue(byte[] codeHash, Instant expires, Case ground) {
    return issue(row(codeHash, expires, ground).addBoolean(null).addInteger(null));
  }

  /// The same for a code that another authority gives to a user of this one. The case's consent
  /// does not count: nobody has asked the user yet.
  public Future<Issue> certify(byte[] claim, Instant expires, Case ground, RoutingCode requester) {
    Case unasked = new Case(ground.riskType(), ground.testDate(), ground.onset(), false);
    return issue(
        row(claim, expires, unasked).addBoolean(requester.custom()).addInteger(requester.code()));
  }

  /// Exchanges a code for a token, once.
  ///
  /// @param agreed what the user says about sharing across borders, where the app has asked: it
  ///     narrows what own staff wrote down, and decides for a code from another authority
  /// @return the permission's id; empty if there is no such code, or none any more
  public Future<Optional<UUID>> redeem(
      byte[] codeHash, byte[] tokenHash, Instant expires, Optional<Boolean> agreed) {
    return client
        .preparedQuery("""
            update permission set token_hash = $2, token_expires = $3,
              agreed = case when requester_code is null then cross_border and coalesce($5, true)
                else coalesce($5, false) end
            where code_hash = $1 and token_hash is null and code_expires > $4 returning id""")
        .execute(Tuple.of(
                Buffer.buffer(codeHash), Buffer.buffer(tokenHash), at(expires), at(clock.instant()))
            .addBoolean(agreed.orElse(null)))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(rows.iterator().next().getUUID(0)));
  }

  /// The permission of a token that has not run out.
  public Future<Optional<Permission>> find(byte[] tokenHash) {
    return client
        .preparedQuery("""
            select id, risk_type, test_date, onset, agreed from permission
            where token_hash = $1 and token_expires > $2""")
        .execute(Tuple.of(Buffer.buffer(tokenHash), at(clock.instant())))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(permission(rows.iterator().next())));
  }

  private static Tuple row(byte[] codeHash, Instant expires, Case ground) {
    return Tuple.of(Buffer.buffer(codeHash), at(expires), ground.riskType(), ground.testDate())
        .addValue(ground.onset().orElse(null))
        .addBoolean(ground.crossBorderConsent());
  }

  private Future<Issue> issue(Tuple row) {
    return client
        .preparedQuery("""
            insert into permission (id, code_hash, code_expires, risk_type, test_date, onset,
              cross_border, requester_custom, requester_code)
            values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (code_hash) do nothing""")
        .execute(row)
        .compose(inserted ->
            inserted.rowCount() == 1 ? Future.succeededFuture(Issue.ISSUED) : compare(row));
  }

  private Future<Issue> compare(Tuple row) {
    return client
        .preparedQuery("""
            select from permission where code_hash = $1 and code_expires = $2 and risk_type = $3
              and test_date = $4 and onset is not distinct from $5 and cross_border = $6
              and requester_custom is not distinct from $7
              and requester_code is not distinct from $8""")
        .execute(row)
        .map(same -> same.size() == 1 ? Issue.HELD : Issue.CONFLICT);
  }

  private static Permission permission(Row row) {
    return new Permission(
        row.getUUID("id"),
        new Case(
            row.getInteger("risk_type"),
            row.getLocalDate("test_date"),
            Optional.ofNullable(row.getLocalDate("onset")),
            row.getBoolean("agreed")));
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
