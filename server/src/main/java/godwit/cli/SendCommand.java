package godwit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import godwit.batchfile.BatchFile;
import godwit.batchfile.BatchSender;
import godwit.cli.admin.RefusalText;
import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
import godwit.console.Output;
import godwit.console.ProgressBar;
import godwit.peer.Reply;
import godwit.time.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit send`: posts a batch file as the authority of a configuration.
@Command(name = "send", description = "Send a batch as this authority, and print the receipt.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SendCommand implements Callable<Integer> {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration MAX_DELAY = Duration.ofMinutes(5);
  private static final Duration GIVE_UP_AFTER = Duration.ofDays(3);

  @Spec
  private CommandSpec command;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, of which certificate, key and trust are used.")
  private Path config;

  @Option(
      names = "--gzip",
      negatable = true,
      description = "Send it compressed, or not (default: as the file is).")
  private Optional<Boolean> gzip = Optional.empty();

  @Option(names = "--venue", paramLabel = "V", description = "Send it to the path of this venue.")
  private Optional<String> venue = Optional.empty();

  @Option(
      names = "--via",
      paramLabel = "C/S",
      description = "The hub that URL belongs to (default: it is the destination's own).")
  private Optional<String> via = Optional.empty();

  @Option(
      names = "--retry",
      description = "Try again for up to 72 h while the network fails or the answer is 408, 429 "
          + "or 5xx: after 1 s, then twice as long each time, at most 5 min.")
  private boolean retry;

  @Parameters(paramLabel = "BATCHFILE", description = "The batch, compressed or not.")
  private Path path;

  @Parameters(
      paramLabel = "URL",
      description = "Base of the server, https://host:port; /exposure/… is appended unless it has "
          + "a path.")
  private String url;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = base();
    Optional<RoutingCode> hub = via.map(this::hub);
    ServerConfig read = ServerConfig.read(config);
    BatchFile file = BatchFile.read(path);
    URI uri = target(base, file);
    RoutingCode server = hub.orElse(file.preamble().destination());
    try (var sender = new BatchSender(read.tls(), TimeSource.system())) {
      return tell(send(sender, file, uri, server));
    }
  }

  /// Sends until there is an answer that counts.
  private Reply send(BatchSender sender, BatchFile file, URI uri, RoutingCode server)
      throws IOException, InterruptedException {
    long start = TimeSource.system().nanoTime();
    Duration delay = FIRST_DELAY;
    while (true) {
      boolean last = !retry || TimeSource.system().nanoTime() - start > GIVE_UP_AFTER.toNanos();
      Duration pause = delay;
      String reason;
      try (var bar = new ProgressBar(output, file.size())) {
        Reply answer = sender.send(file, uri, server, gzip.orElse(file.gzip()), bar::at);
        if (last || !answer.isRetryable()) return answer;
        reason = RefusalText.of(answer.status(), answer.text());
        pause = longer(delay, answer.retryAfter().orElse(delay));
      } catch (IOException failed) {
        reason = "cannot send to " + uri + ": " + failed.getMessage();
        if (last) throw new CommandFailure(reason, failed);
      }
      output.progress(reason + "; trying again in " + pause.toSeconds() + " s");
      Thread.sleep(pause);
      delay = shorter(delay.multipliedBy(2), MAX_DELAY);
    }
  }

  private static Duration longer(Duration delay, Duration asked) {
    return shorter(delay.compareTo(asked) >= 0 ? delay : asked, MAX_DELAY);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private int tell(Reply answer) {
    boolean stored = answer.status() == 200 || answer.status() == 201;
    Optional<JsonNode> document = RefusalText.object(answer.text());
    if (!stored) output.progress("godwit: " + RefusalText.of(answer.status(), answer.text()));
    if (document.isPresent()) {
      if (stored || output.isJson()) {
        output.result(new RawValue(answer.text().strip()), text(document.get()));
      }
    } else if (stored) {
      throw new CommandFailure(
          "status " + answer.status() + ", but the answer is no receipt; ask again by its id");
    }
    return stored ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String text(JsonNode receipt) {
    var text = new StringBuilder("""
        batch     %s
        state     %s%s
        records   %s
        accepted  %s
        digest    %s""".formatted(
            receipt.path("batch").asText(),
            receipt.path("state").asText(),
            receipt.path("duplicate").asBoolean() ? " (it was there already)" : "",
            receipt.path("records").asText(),
            receipt.path("accepted").asText(),
            receipt.path("digest").asText()));
    for (JsonNode entry : receipt.path("rejected")) {
      text.append("\nrejected  block %s: %s records, %s"
          .formatted(
              entry.path("block").asText(),
              entry.path("records").asText(),
              entry.path("reason").asText()));
    }
    return text.toString();
  }

  private RoutingCode hub(String code) {
    return RoutingCode.parse(code)
        .filter(RoutingCode::isRoutable)
        .orElseThrow(() -> misuse("--via is C/S or custom/HEX"));
  }

  private URI base() {
    try {
      var uri = new URI(url);
      boolean usable = "https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && uri.getUserInfo() == null;
      if (usable) return uri;
    } catch (URISyntaxException _) {
      // Told below, as another scheme is.
    }
    throw misuse("URL is https://host:port, perhaps with a path");
  }

  private URI target(URI base, BatchFile file) {
    boolean whole = !base.getPath().isEmpty() && !base.getPath().equals("/");
    if (whole) {
      if (venue.isPresent()) throw misuse("--venue is for a URL without a path");
      return base;
    }
    if (file.preamble().magic() != Magic.EXPOSURES) {
      throw new CommandFailure("%s is a %s batch: give the URL with its path"
          .formatted(file.path(), file.preamble().magic().text()));
    }
    RoutingCode destination = file.preamble().destination();
    if (venue.isPresent() && (destination.custom() || !venue.get().matches("[0-9]{1,10}"))) {
      throw misuse("--venue is a number, of a destination that is a nation");
    }
    return base.resolve(
        "/exposure/" + destination.path() + venue.map(code -> "/" + code).orElse(""));
  }

  private ParameterException misuse(String sentence) {
    return new ParameterException(command.commandLine(), sentence);
  }
}
