package godwit.bridge.feed.gateway;

import java.util.List;
import java.util.Optional;

/// One message of a gateway.
///
/// @param gateway whose it says it is: the gateway's own address, 12 hex digits in lower case
/// @param nonce by which a repeated message is known
/// @param malformed parts that could not be read; the others count
public record GatewayMessage(
    Optional<String> gateway,
    Optional<String> nonce,
    List<Observation> observations,
    int malformed) {
  public GatewayMessage {
    observations = List.copyOf(observations);
  }

  @Override
  public String toString() {
    return "GatewayMessage[observations=" + observations.size() + "]";
  }
}
