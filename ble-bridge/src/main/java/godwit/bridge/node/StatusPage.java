package godwit.bridge.node;

import godwit.bridge.venue.GatewayHealth;
import java.util.List;
import java.util.OptionalLong;

/// A bridge's status as a page: a table of gateways, and what is wrong with each.
final class StatusPage {
  private static final String HEAD = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10">
      <title>Godwit bridge</title><style>
      body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; color: #1a1a1a }
      table { border-collapse: collapse } th, td { text-align: left; padding: .3em .8em }
      th { border-bottom: 2px solid #444 } td { border-bottom: 1px solid #ccc }
      td.n { text-align: right } .w { color: #8a1c00 }
      </style></head><body>
      """;

  private StatusPage() {}

  static String of(Bridge.Status status) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h1>Venue ").append(status.venue()).append("</h1>\n<table><tr>");
    for (String title : List.of(
        "gateway",
        "area",
        "product",
        "silent, s",
        "cadence, s",
        "clock off, s",
        "reports",
        "contact tracing",
        "refused",
        "what to do")) {
      page.append("<th>").append(title).append("</th>");
    }
    page.append("</tr>\n");
    for (GatewayHealth gateway : status.gateways()) row(page, gateway, status);
    page.append("</table>\n<p>Waiting for the authority: ")
        .append(status.spool().getOrDefault("events", 0L))
        .append(" events, ")
        .append(status.spool().getOrDefault("batches", 0L))
        .append(" batches; delivered ")
        .append(status.spool().getOrDefault("delivered", 0L))
        .append(", set aside ")
        .append(status.spool().getOrDefault("aside", 0L))
        .append(", lost ")
        .append(
            status.spool().getOrDefault("overflowed", 0L) + status.spool().getOrDefault("aged", 0L))
        .append(".</p>\n");
    status
        .uplink()
        .flatMap(uplink -> uplink.trouble())
        .ifPresent(trouble ->
            page.append("<p class=\"w\">Authority: ").append(escaped(trouble)).append("</p>\n"));
    return page.append("</body></html>\n").toString();
  }

  private static void row(StringBuilder page, GatewayHealth gateway, Bridge.Status status) {
    GatewayHealth.Figures figures = gateway.figures();
    page.append("<tr><td>").append(escaped(gateway.gateway().name()));
    page.append("</td><td>").append(escaped(gateway.gateway().area()));
    page.append("</td><td>").append(gateway.gateway().product().word()).append("</td>");
    number(page, StatusJson.silent(figures, status));
    number(page, OptionalLong.of(figures.cadenceMillis()));
    number(page, figures.offsetMillis());
    page.append("<td class=\"n\">").append(figures.reports());
    page.append("</td><td class=\"n\">").append(figures.tracing());
    page.append("</td><td class=\"n\">").append(figures.refused());
    page.append("</td><td class=\"w\">");
    List<String> warnings = status.warnings().getOrDefault(gateway.gateway().name(), List.of());
    page.append(escaped(String.join("; ", warnings))).append("</td></tr>\n");
  }

  private static void number(StringBuilder page, OptionalLong millis) {
    page.append("<td class=\"n\">");
    if (millis.isPresent()) page.append(millis.getAsLong() / 1000);
    page.append("</td>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
