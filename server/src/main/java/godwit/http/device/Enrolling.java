package godwit.http.device;

import godwit.domain.ProblemType;
import godwit.http.LoopContext;
import godwit.http.Refusal;
import godwit.store.held.Enrolments;
import godwit.store.held.Enrolments.Enrolment;
import godwit.store.held.Holding;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What this listener does for phones that upload all the time; nothing, where no events are held.
final class Enrolling {
  private final Optional<Enrolments> enrolments;

  Enrolling(LoopContext loop) {
    enrolments = loop.node()
        .holding()
        .map(Holding::lasts)
        .map(lasts -> new Enrolments(loop.pool(), loop.node().clock(), lasts));
  }

  /// Exchanges an enrolment's code for a token.
  ///
  /// @return until when it lasts; empty if it is no code of one
  Future<Optional<Instant>> redeem(byte[] codeHash, byte[] tokenHash) {
    return enrolments
        .map(each -> each.redeem(codeHash, tokenHash))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /// Whose token this is, if it is an enrolment's.
  Future<Optional<Enrolment>> find(byte[] tokenHash) {
    return enrolments
        .map(each -> each.find(tokenHash))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /// Fails with 401 unless the token, if there is one, is an enrolment's.
  Future<Void> require(Optional<byte[]> tokenHash) {
    return tokenHash
        .map(hash -> find(hash)
            .compose(found -> found.isPresent()
                ? Future.<Void>succeededFuture()
                : Future.<Void>failedFuture(unknown())))
        .orElseGet(Future::succeededFuture);
  }

  /// Binds a case to whoever has the token, if there is one.
  Future<Void> bind(Optional<byte[]> tokenHash, UUID permission) {
    return tokenHash
        .map(hash -> enrolments
            .map(each -> each.bind(hash, permission))
            .orElseGet(() -> Future.succeededFuture(false))
            .compose(bound ->
                bound ? Future.<Void>succeededFuture() : Future.<Void>failedFuture(unknown())))
        .orElseGet(Future::succeededFuture);
  }

  private static Refusal unknown() {
    return Refusal.of(ProblemType.BAD_TOKEN, "no enrolment has this token, or none any more");
  }
}
