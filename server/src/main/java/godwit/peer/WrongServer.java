package godwit.peer;

import godwit.codec.payload.RoutingCode;
import godwit.trust.Identity;
import java.io.IOException;
import java.util.Optional;

/// The certificate of the server that was reached is not that of the authority that was meant.
/// Nothing was sent to it.
public final class WrongServer extends IOException {
  private WrongServer(String sentence) {
    super(sentence);
  }

  /// The failure, if the server is not the authority that is expected.
  static Optional<WrongServer> of(RoutingCode expected, Identity found) {
    return mismatch(expected, found).map(WrongServer::new);
  }

  /// The failure of a server whose certificate is not one that is pinned for its authority.
  static WrongServer unpinned(RoutingCode expected) {
    return new WrongServer("the server has another certificate than is pinned for " + expected);
  }

  /// What is wrong with a server's identity, as a sentence without its full stop.
  public static Optional<String> mismatch(RoutingCode expected, Identity found) {
    return switch (found) {
      case Identity.Authority(RoutingCode code) ->
        code.equals(expected)
            ? Optional.empty()
            : Optional.of("the server is not " + expected + ": it is " + code);
      case Identity.Gateway _ ->
        Optional.of("the server is not " + expected + ": it is a gateway of a venue");
      case Identity.Unknown(String reason) ->
        Optional.of("the server is not " + expected + ": " + reason);
    };
  }
}
