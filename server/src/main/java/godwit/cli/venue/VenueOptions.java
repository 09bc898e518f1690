package godwit.cli.venue;

import static godwit.codec.batch.VenueRecord.MAX_VENUE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Which venue a command is about: `--venue`, and `--authority` where it is not the node's own.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VenueOptions {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--venue",
      paramLabel = "CODE",
      required = true,
      description = "The venue's own code, 0 to 4294967295.")
  private long venue;

  @Option(
      names = "--authority",
      paramLabel = "C/S",
      description = "The country and state that the venue belongs to (default: the node's own).")
  private Optional<String> authority = Optional.empty();

  /// What the node is asked with.
  ObjectNode body() {
    if (venue < 0 || venue > MAX_VENUE) throw misuse("--venue is 0 to " + MAX_VENUE);
    ObjectNode body = JSON.createObjectNode();
    authority.ifPresent(text -> {
      RoutingCode code = RoutingCode.parse(text)
          .filter(read -> read.isRoutable() && !read.custom())
          .orElseThrow(() -> misuse("--authority is a country and a state, such as 578/0"));
      body.put("country", code.country());
      body.put("state", code.state());
    });
    return body.put("venue", venue);
  }

  private ParameterException misuse(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
