package godwit.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.config.BridgeConfig;
import godwit.bridge.feed.bluez.BluezFeed;
import godwit.bridge.feed.esphome.EsphomeFeed;
import godwit.bridge.feed.net.BluezAdapter;
import godwit.bridge.feed.net.Broker;
import godwit.bridge.feed.net.Endpoint;
import godwit.bridge.feed.net.EsphomeDevice;
import godwit.bridge.feed.net.EventStream;
import godwit.bridge.feed.net.HciLine;
import godwit.bridge.time.Clocks;
import godwit.bridge.uplink.AuthorityClient;
import godwit.bridge.venue.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `godwit bridge check --config FILE`: whether a venue's bridge can do its work, and what to do
/// where it cannot.
///
/// It reaches the authority, the brokers and the controllers itself; whether gateways that connect
/// are heard is asked of the bridge where it runs.
@Command(
    name = "check",
    description = "Looks at configuration, certificates, authority and every gateway.")
final class CheckCommand implements Callable<Integer> {
  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration SOON = Duration.ofDays(30);

  private final PrintStream out;
  private final PrintStream err;
  private int wrong;

  @Option(names = "--config", paramLabel = "FILE", required = true, description = "The bridge's.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private Path file;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  CheckCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    wrong = 0;
    Optional<BridgeConfig> read = RunCommand.read(file, err);
    if (read.isEmpty()) return 1;
    BridgeConfig config = read.get();
    good("configuration", config.gateways().size() + " gateways");
    if (config.authority().isPresent()) authority(config, config.authority().get());
    else bad("authority", "is not configured: events wait here until they are too old");
    config.http().ifPresent(at -> listener("http", at));
    config.mqtt().ifPresent(at -> listener("mqtt", at));
    for (Broker broker : config.brokers()) broker(broker);
    config.sources().forEach((name, source) -> {
      switch (source) {
        case HciLine line -> line(name, line);
        case EsphomeDevice device ->
          source(name, "the device answers", () -> EsphomeFeed.check(device, new SecureRandom()));
        case BluezAdapter adapter ->
          source(name, "the adapter is there", () -> BluezFeed.check(adapter));
        case EventStream _ -> {} // its gateway is asked for below
      }
    });
    gateways(config);
    return wrong == 0 ? 0 : 1;
  }

  private void authority(BridgeConfig config, BridgeConfig.Authority to)
      throws InterruptedException {
    try {
      String wanted = "urn:hix:gateway:" + config.rules().authority().country() + ":"
          + config.rules().authority().state() + ":" + config.venue() + ":";
      String name = to.identity().name().orElse("none");
      if (name.startsWith(wanted)) good("certificate", name);
      else bad("certificate", "names " + name + ", and has to name " + wanted + "NAME");
      Instant expires = to.identity().expires();
      if (expires.isBefore(Clocks.system().instant().plus(SOON))) {
        bad("certificate", "ends " + expires + ": have a new one made, and put it in its place");
      }
      Optional<String> fault = new AuthorityClient(to.url(), to.identity()).check();
      if (fault.isEmpty()) good("authority", to.url() + " answers");
      else bad("authority", to.url() + ": " + fault.get());
    } catch (IOException e) {
      bad("certificate", String.valueOf(e.getMessage()));
    }
  }

  private void listener(String name, Endpoint at) {
    try {
      boolean tls = at.server().isPresent();
      good("listener " + name, at.host() + ":" + at.port() + (tls ? " with TLS" : ""));
      if (!tls) {
        bad("listener " + name, "is without TLS: what gateways send can be read on the way");
      }
    } catch (IOException e) {
      bad("listener " + name, String.valueOf(e.getMessage()));
    }
  }

  private void broker(Broker broker) {
    String name = "broker " + broker.at().host() + ":" + broker.at().port();
    try (Socket socket = new Socket()) {
      broker.at().client();
      socket.connect(new InetSocketAddress(broker.at().host(), broker.at().port()), CONNECT_MILLIS);
      good(name, "answers");
    } catch (IOException e) {
      bad(name, "cannot be reached: " + e.getMessage());
    }
  }

  private void line(String gateway, HciLine line) {
    try (InputStream bytes = line.open()) {
      good("gateway " + gateway, "its controller is there, " + bytes.available() + " bytes wait");
    } catch (IOException e) {
      bad("gateway " + gateway, "its controller cannot be read: " + e.getMessage());
    }
  }

  /// A look at a source, which says what is wrong.
  private interface Look {
    void look() throws IOException;
  }

  private void source(String gateway, String fine, Look look) {
    try {
      look.look();
      good("gateway " + gateway, fine);
    } catch (IOException e) {
      bad("gateway " + gateway, String.valueOf(e.getMessage()));
    }
  }

  private void gateways(BridgeConfig config) throws InterruptedException {
    Optional<JsonNode> status = StatusCommand.ask(config);
    if (status.isEmpty()) {
      bad("bridge", "does not run, so what gateways send is not known: start it and check again");
      return;
    }
    for (Gateway gateway : config.gateways()) {
      for (JsonNode each : status.get().path("gateways")) {
        if (!each.path("name").asText().equals(gateway.name())) continue;
        for (JsonNode warning : each.path("warnings")) {
          bad("gateway " + gateway.name(), warning.asText());
        }
        if (each.path("warnings").isEmpty()) {
          good(
              "gateway " + gateway.name(),
              each.path("contactTracing").asLong() + " reports of" + " contact tracing");
        }
      }
    }
    String trouble = status.get().path("uplink").path("trouble").asText("");
    if (!trouble.isEmpty()) bad("uplink", trouble);
  }

  private void good(String what, String text) {
    out.println("ok    " + what + ": " + text);
  }

  private void bad(String what, String text) {
    wrong++;
    out.println("wrong " + what + ": " + text);
  }
}
