package godwit.bridge.load;

/// How much a load sends.
///
/// @param perSecond sightings of all gateways together
/// @param identifiers different phones, each heard in turn
/// @param gateways half of them over HTTP, half over MQTT
public record LoadPlan(int seconds, int perSecond, int identifiers, int gateways) {
  /// Of one gateway in one second.
  int perGateway() {
    return Math.max(1, perSecond / gateways);
  }

  static String token(int gateway) {
    return "token-of-load-gateway-" + gateway;
  }
}
