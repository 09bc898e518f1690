package godwit.store.cases;

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

/// What lets devices upload under a case: a code, and the token that it is exchanged for.
///
/// Only hashes of codes and tokens are kept, as long as the case.
public final class Permissions {
  private static final String ISSUE = """
      with free as (
        select where not exists (select from permission where code_hash = $1)
      ), made as (
        insert into confirmed_case (id, risk_type, test_date, onset, cross_border, requester_custom,
          requester_code)
        select $9, $3, $4, $5, $6, $7, $8 from free returning id
      )
      insert into permission (id, case_id, code_hash, code_expires, cross_border)
      select gen_random_uuid(), id, $1, $2, $6 from made
      on conflict (code_hash) do nothing""";
  private static final String COMPARE = """
      select from permission p join confirmed_case c on c.id = p.case_id
      where code_hash = $1 and code_expires = $2 and risk_type = $3 and test_date = $4
        and onset is not distinct from $5 and p.cross_border = $6
        and requester_custom is not distinct from $7 and requester_code is not distinct from $8""";
  private static final String ISSUE_ANOTHER = """
      with asked as (
        update confirmed_case set cross_border = coalesce($4, cross_border)
        where id = $3 and not revoked
        returning id, cross_border
      )
      insert into permission (id, case_id, code_hash, code_expires, cross_border)
      select gen_random_uuid(), id, $1, $2, cross_border from asked""";

  /* Whose answer was lost asks again: the token that never arrived is replaced, as long as nothing
   * has come under it. What the user said before counts until something else is said. */
  private static final String REDEEM = """
      update permission p set token_hash = $2, token_expires = $3,
        agreed = case when c.requester_code is null
          then p.cross_border and coalesce($5, p.agreed, true)
          else coalesce($5, p.agreed, false) end
      from confirmed_case c
      where c.id = p.case_id and not revoked and code_hash = $1 and not used and code_expires > $4
      returning p.id""";

  private final SqlClient client;
  private final InstantSource clock;

  public Permissions(SqlClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /// Who may upload, and under which case.
  ///
  /// @param uploads contact batches of the case that were stored before
  public record Permission(UUID id, UUID caseId, Case ground, int uploads) {}

  /// What became of a code.
  public enum Issue {
    /// It can be redeemed.
    ISSUED,
    /// It had been issued with the same content.
    HELD,
    /// It had been issued with other content.
    CONFLICT
  }

  /// Makes a code of this authority's own staff known, with its case.
  ///
  /// @param caseId of the case, which is new
  public Future<Issue> issue(UUID caseId, byte[] codeHash, Instant expires, Case ground) {
    return issue(row(codeHash, expires, ground).addBoolean(null).addInteger(null), caseId);
  }

  /// The same for a code that another authority gives to a user of this one. The case's consent
  /// does not count: nobody has asked the user yet.
  public Future<Issue> certify(byte[] claim, Instant expires, Case ground, RoutingCode requester) {
    Case unasked = new Case(ground.riskType(), ground.testDate(), ground.onset(), false);
    return issue(
        row(claim, expires, unasked).addBoolean(requester.custom()).addInteger(requester.code()),
        UUID.randomUUID());
  }

  /// Makes another code of a case known.
  ///
  /// @param crossBorder what the user says by now, where staff have asked again
  /// @return whether there is such a case
  public Future<Boolean> issueAnother(
      UUID caseId, byte[] codeHash, Instant expires, Optional<Boolean> crossBorder) {
    return client
        .preparedQuery(ISSUE_ANOTHER)
        .execute(Tuple.of(Buffer.buffer(codeHash), at(expires), caseId)
            .addBoolean(crossBorder.orElse(null)))
        .map(inserted -> inserted.rowCount() == 1);
  }

  /// Exchanges a code for a token: again, and with another token each time, until a contact batch
  /// was accepted under it.
  ///
  /// @param agreed what the user says about sharing across borders, where the app has asked: it
  ///     narrows what own staff wrote down, and decides for a code from another authority
  /// @return the permission's id; empty if there is no such code, or none any more
  public Future<Optional<UUID>> redeem(
      byte[] codeHash, byte[] tokenHash, Instant expires, Optional<Boolean> agreed) {
    return client
        .preparedQuery(REDEEM)
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
            select p.id, case_id, risk_type, test_date, onset, agreed, uploads
            from permission p join confirmed_case c on c.id = case_id
            where token_hash = $1 and token_expires > $2 and not revoked""")
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

  private Future<Issue> issue(Tuple row, UUID caseId) {
    Tuple known = Tuple.tuple();
    for (int index = 0; index < row.size(); index++) known.addValue(row.getValue(index));
    return client
        .preparedQuery(ISSUE)
        .execute(row.addUUID(caseId))
        .compose(inserted ->
            inserted.rowCount() == 1 ? Future.succeededFuture(Issue.ISSUED) : compare(known));
  }

  private Future<Issue> compare(Tuple row) {
    return client
        .preparedQuery(COMPARE)
        .execute(row)
        .map(same -> same.size() == 1 ? Issue.HELD : Issue.CONFLICT);
  }

  private static Permission permission(Row row) {
    return new Permission(
        row.getUUID("id"),
        row.getUUID("case_id"),
        new Case(
            row.getInteger("risk_type"),
            row.getLocalDate("test_date"),
            Optional.ofNullable(row.getLocalDate("onset")),
            row.getBoolean("agreed")),
        row.getInteger("uploads"));
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
