package godwit.bridge.feed.net;

import java.net.URI;
import java.util.Optional;

/// A gateway's, or its controller's, stream of events over HTTP, which the bridge opens.
///
/// @param token where a token is given out, and as whom it is asked for
public record EventStream(URI url, Optional<TokenSource> token) implements GatewaySource {
  /// An OAuth2 token endpoint of client credentials.
  public record TokenSource(URI url, String user, String password) {
    @Override
    public String toString() {
      return "TokenSource[" + url.getHost() + "]";
    }
  }
}
