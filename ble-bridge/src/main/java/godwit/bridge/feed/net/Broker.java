package godwit.bridge.feed.net;

import java.util.Optional;

/// A broker at which gateways' messages are fetched.
///
/// @param client under which the broker keeps what came while the bridge was away
public record Broker(Endpoint at, String client, Optional<String> user, Optional<String> password) {
  @Override
  public String toString() {
    return "Broker[" + at.host() + ":" + at.port() + "]";
  }
}
