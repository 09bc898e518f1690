package godwit.http;

import godwit.codec.payload.RoutingCode;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// Authorities as paths name them: `{country}/{state}` in decimal, or `custom/{8 hex digits}`.
public final class Paths {
  /// The part of a route that [#authority] reads, for nations.
  public static final String NATION = "/:country/:state";

  /// The same for custom authorities.
  public static final String CUSTOM = "/custom/:hex";

  private Paths() {}

  /// Whom the path names; nobody if the code cannot be anybody's.
  public static Optional<RoutingCode> authority(RoutingContext context) {
    Optional<String> hex = Optional.ofNullable(context.pathParam("hex"));
    Optional<RoutingCode> code = hex.isPresent()
        ? RoutingCode.parseCustom(hex.get())
        : RoutingCode.parseNation(
            String.valueOf(context.pathParam("country")),
            String.valueOf(context.pathParam("state")));
    return code.filter(RoutingCode::isRoutable);
  }
}
