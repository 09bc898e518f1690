package godwit.store.held;

import godwit.domain.Case;
import godwit.store.cases.Permissions.Permission;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// Whoever uploads all the time, whether ill or not: a code, then a token that use renews.
///
/// A subject is a number that nothing else is known of, until a case is bound to it.
public final class Enrolments {
  private static final String ISSUE = """
      insert into enrolment (subject, code_hash, code_expires)
      values (gen_random_uuid(), $1, $2)""";
  /* As with a case's code: again, until something came under it. */
  private static final String REDEEM = """
      update enrolment set token_hash = $2, token_expires = $3
      where code_hash = $1 and not used and code_expires > $4""";
  private static final String FIND = """
      with found as (
        update enrolment set used = true, token_expires = $3
        where token_hash = $1 and token_expires > $2 returning subject, permission_id
      )
      select subject, p.id, p.case_id, c.risk_type, c.test_date, c.onset, p.agreed, c.uploads
      from found left join permission p on p.id = permission_id
        left join confirmed_case c on c.id = p.case_id""";
  private static final String BIND = """
      update enrolment set permission_id = $3
      where token_hash = $1 and token_expires > $2""";

  private final SqlClient client;
  private final InstantSource clock;
  private final Duration lasts;

  /// @param lasts how long a token lasts that is not used
  public Enrolments(SqlClient client, InstantSource clock, Duration lasts) {
    this.client = client;
    this.clock = clock;
    this.lasts = lasts;
  }

  /// Who uploads.
  ///
  /// @param permission under which its uploads count, once a case is bound to it
  public record Enrolment(UUID subject, Optional<Permission> permission) {}

  /// Makes a code known.
  public Future<Void> issue(byte[] codeHash, Instant expires) {
    return client
        .preparedQuery(ISSUE)
        .execute(Tuple.of(Buffer.buffer(codeHash), at(expires)))
        .mapEmpty();
  }

  /// Exchanges a code for a token.
  ///
  /// @return until when it lasts if it is not used; empty if there is no such code
  public Future<Optional<Instant>> redeem(byte[] codeHash, byte[] tokenHash) {
    Instant expires = expires();
    return client
        .preparedQuery(REDEEM)
        .execute(Tuple.of(
            Buffer.buffer(codeHash), Buffer.buffer(tokenHash), at(expires), at(clock.instant())))
        .map(rows -> rows.rowCount() == 1 ? Optional.of(expires) : Optional.empty());
  }

  /// Who has this token, which lasts on from now.
  public Future<Optional<Enrolment>> find(byte[] tokenHash) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(Buffer.buffer(tokenHash), at(clock.instant()), at(expires())))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(read(rows.iterator().next())));
  }

  /// Binds a case to whoever has this token: what is held of it is released, and what it uploads
  /// counts.
  ///
  /// @return whether there is such a token
  public Future<Boolean> bind(byte[] tokenHash, UUID permission) {
    return client
        .preparedQuery(BIND)
        .execute(Tuple.of(Buffer.buffer(tokenHash), at(clock.instant()), permission))
        .map(rows -> rows.rowCount() == 1);
  }

  private Instant expires() {
    return clock.instant().plus(lasts);
  }

  private static Enrolment read(Row row) {
    Optional<UUID> permission = Optional.ofNullable(row.getUUID(1));
    return new Enrolment(
        row.getUUID(0),
        permission.map(id -> new Permission(
            id,
            row.getUUID(2),
            new Case(
                row.getInteger(3),
                row.getLocalDate(4),
                Optional.ofNullable(row.getLocalDate(5)),
                row.getBoolean(6)),
            row.getInteger(7))));
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
