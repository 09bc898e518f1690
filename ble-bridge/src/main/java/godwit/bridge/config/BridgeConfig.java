package godwit.bridge.config;

import godwit.bridge.feed.net.Broker;
import godwit.bridge.feed.net.Endpoint;
import godwit.bridge.feed.net.GatewaySource;
import godwit.bridge.spool.SpoolBounds;
import godwit.bridge.uplink.ClientIdentity;
import godwit.bridge.venue.Gateway;
import godwit.bridge.venue.PipelineRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a venue's bridge is told: read once, from one YAML file.
///
/// @param venue the code under which the authority registers it
/// @param secret the file of the venue's secret; made where there is none
/// @param http where gateways post; `mqtt` where they publish
/// @param sources of gateways, by name, to which the bridge goes itself
public record BridgeConfig(
    long venue,
    Path secret,
    PipelineRules rules,
    Optional<Authority> authority,
    Optional<Endpoint> http,
    Optional<Endpoint> mqtt,
    Endpoint ops,
    List<Broker> brokers,
    List<Gateway> gateways,
    Map<String, GatewaySource> sources,
    Path spool,
    SpoolBounds bounds) {
  public BridgeConfig {
    brokers = List.copyOf(brokers);
    gateways = List.copyOf(gateways);
    sources = Map.copyOf(sources);
  }

  /// Where events go.
  ///
  /// @param whenAsked whether they stay here until the authority asks for their window
  public record Authority(URI url, ClientIdentity identity, boolean whenAsked, Duration every) {}
}
