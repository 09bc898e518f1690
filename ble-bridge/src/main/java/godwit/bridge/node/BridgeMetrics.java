package godwit.bridge.node;

import godwit.bridge.venue.GatewayHealth;
import godwit.codec.air.AirSystem;
import java.lang.management.ManagementFactory;
import java.util.Map;

/// A bridge's metrics as Prometheus text.
///
/// - shape: names begin with `godwit_bridge_`; a gateway is named as configured, never by address
/// - units: seconds, bytes
/// - errors: none
/// - source: docs/gateways/README.md
final class BridgeMetrics {
  private final StringBuilder text = new StringBuilder();

  private BridgeMetrics() {}

  static String text(Bridge.Status status) {
    BridgeMetrics metrics = new BridgeMetrics();
    for (GatewayHealth gateway : status.gateways()) metrics.gateway(gateway, status);
    for (Map.Entry<AirSystem, Long> each :
        status.pipeline().detected().recognised().entrySet()) {
      metrics.line(
          "adverts_recognised_total", "system=\"" + each.getKey().word() + "\"", each.getValue());
    }
    metrics.line("adverts_total", "", status.pipeline().detected().adverts());
    metrics.line("adverts_possible_total", "", status.pipeline().detected().possible());
    metrics.line("adverts_unknown_total", "", status.pipeline().detected().unknown());
    metrics.line("sightings_total", "", status.pipeline().detected().identified());
    metrics.line("sightings_expired_total", "", status.pipeline().detected().expired());
    metrics.line("sightings_dropped_total", "", status.pipeline().dropped());
    metrics.line("sightings_refused_total", "", status.pipeline().refused());
    metrics.line("faults_total", "", status.pipeline().faults());
    metrics.line("stays", "", status.pipeline().stays());
    status.spool().forEach((name, value) -> metrics.line("spool", "of=\"" + name + "\"", value));
    status.uplink().ifPresent(uplink -> {
      metrics.line("uplink_delivered_total", "", uplink.delivered());
      metrics.line("uplink_tries_total", "", uplink.tries());
      metrics.line("uplink_trouble", "", uplink.trouble().isPresent() ? 1 : 0);
    });
    metrics.line(
        "heap_used_bytes",
        "",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    metrics.line("clock_jumps_total", "", status.clockJumps());
    return metrics.text.toString();
  }

  private void gateway(GatewayHealth gateway, Bridge.Status status) {
    String label = "gateway=\"" + gateway.gateway().name() + "\"";
    GatewayHealth.Figures figures = gateway.figures();
    line("gateway_connections", label, figures.connections());
    line("gateway_messages_total", label, figures.messages());
    line("gateway_reports_total", label, figures.reports());
    line("gateway_contact_tracing_total", label, figures.tracing());
    line("gateway_malformed_total", label, figures.malformed());
    line("gateway_duplicates_total", label, figures.duplicates());
    line("gateway_stale_total", label, figures.stale());
    line("gateway_refused_total", label, figures.refused());
    line("gateway_impostors_total", label, figures.impostors());
    line("gateway_clock_steps_total", label, figures.clockSteps());
    seconds("gateway_cadence_seconds", label, figures.cadenceMillis());
    StatusJson.silent(figures, status)
        .ifPresent(silent -> seconds("gateway_silent_seconds", label, silent));
    figures
        .offsetMillis()
        .ifPresent(offset -> seconds("gateway_clock_offset_seconds", label, offset));
    line(
        "gateway_warnings",
        label,
        status
            .warnings()
            .getOrDefault(gateway.gateway().name(), java.util.List.of())
            .size());
  }

  private void line(String name, String label, long value) {
    written(name, label, Long.toString(value));
  }

  private void seconds(String name, String label, long millis) {
    written(name, label, Double.toString(millis / 1000.0));
  }

  private void written(String name, String label, String value) {
    text.append("godwit_bridge_").append(name);
    if (!label.isEmpty()) text.append('{').append(label).append('}');
    text.append(' ').append(value).append('\n');
  }
}
