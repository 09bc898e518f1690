package godwit.http;

import godwit.domain.Case;
import godwit.store.Permissions;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Codes that health staff hand to those whose case is confirmed.
final class CodeRoute {
  /// Without this header a change is refused: no web page can send it unasked.
  private static final String ADMIN_HEADER = "X-Godwit-Admin";

  private static final Duration CODE_LASTS = Duration.ofDays(3);

  private final Vertx vertx;
  private final NodeContext node;
  private final Permissions permissions;
  private final UploadAuthorisations secrets = new UploadAuthorisations(new SecureRandom());

  CodeRoute(Vertx vertx, NodeContext node, Permissions permissions) {
    this.vertx = vertx;
    this.node = node;
    this.permissions = permissions;
  }

  void issue(RoutingContext context) {
    if (isForbidden(context)) return;
    String code = secrets.newCode();
    Instant expires = node.clock().instant().plus(CODE_LASTS).truncatedTo(ChronoUnit.SECONDS);
    SmallJson.read(context.request())
        .compose(
            body -> permissions.issue(UploadAuthorisations.hash(code), expires, confirmed(body)))
        .onSuccess(_ -> Answers.json(
            context, 201, new JsonObject().put("code", code).put("expires", expires.toString())))
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  /// Whether a change was not asked for on purpose; then it is refused.
  static boolean isForbidden(RoutingContext context) {
    if ("1".equals(context.request().getHeader(ADMIN_HEADER))) return false;
    Answers.plain(context, 403, "Forbidden");
    return true;
  }

  private static Case confirmed(JsonObject body) {
    try {
      return new Case(
          body.getInteger("riskType"),
          LocalDate.parse(body.getString("testDate")),
          Optional.ofNullable(body.getString("onset")).map(LocalDate::parse),
          body.getBoolean("crossBorder", true));
    } catch (DateTimeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException e) {
      throw Refusal.of(Reason.BAD_JSON, "riskType is 0 to 255, testDate and onset are YYYY-MM-DD");
    }
  }
}
