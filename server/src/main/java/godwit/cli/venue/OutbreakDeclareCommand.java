package godwit.cli.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.OpsClient;
import godwit.cli.admin.RiskTypeOption;
import godwit.console.Output;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit outbreak declare`: releases what a venue's gateways heard in a window, and says how much
/// that was once all of it was read.
@Command(
    name = "declare",
    description = "Declare an outbreak: what the venue's gateways heard in its window becomes"
        + " exposures. The same outbreak again is the same.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OutbreakDeclareCommand implements Callable<Integer> {
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final long LOOK_MILLIS = 500;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private VenueOptions venue;

  @Option(
      names = "--area",
      paramLabel = "NAME",
      description = "A part of the venue, as its gateways name it (default: all of it).")
  private Optional<String> area = Optional.empty();

  @Option(names = "--from", paramLabel = "TIME", required = true, description = "UTC, RFC 3339.")
  private Instant from;

  @Option(names = "--to", paramLabel = "TIME", required = true, description = "UTC, RFC 3339.")
  private Instant to;

  @Option(
      names = "--risk-type",
      paramLabel = "TYPE",
      required = true,
      converter = RiskTypeOption.class,
      description = "The word or the number of a risk type, such as confirmed-test.")
  private int riskType;

  @Option(
      names = "--no-wait",
      description = "End when it is declared, not when all that is held was read for it.")
  private boolean noWait;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode body = venue.body();
    area.ifPresent(name -> body.put("area", name));
    body.put("from", from.toString()).put("to", to.toString()).put("riskType", riskType);
    OpsClient client = node.client();
    JsonNode outbreak = OutbreakText.of(client.post("/admin/outbreak", body), CREATED);
    long said = -1;
    while (!noWait && outbreak.path("waiting").asLong() > 0) {
      long waiting = outbreak.path("waiting").asLong();
      if (waiting != said) output.progress(waiting + " uploads are still to be read");
      said = waiting;
      Thread.sleep(LOOK_MILLIS);
      outbreak =
          OutbreakText.of(client.get("/admin/outbreak/" + outbreak.path("id").asText()), OK);
    }
    output.result(outbreak, OutbreakText.line(outbreak));
    return ExitCode.OK;
  }
}
