package godwit.bridge;

import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.EventRules;
import godwit.bridge.feed.CaptureException;
import godwit.codec.payload.RoutingCode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit bridge replay FILE`: a capture's contact events as one JSON document.
///
/// The file is read twice: first to its end, for the counts; then for the events, which are written
/// as they close. So memory stays bounded, and a damaged file prints nothing.
@Command(
    name = "replay",
    description = "Reads a btsnoop file and prints its contact events as one JSON document.")
final class ReplayCommand implements Callable<Integer> {
  private static final int MAX_COUNTRY = 999;
  private static final int MAX_STATE = 0xFFFF;
  private static final int NOT_GIVEN = Integer.MIN_VALUE;
  private static final int READ_BYTES = 64 * 1024;

  private final PrintStream out;
  private final PrintStream err;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "btsnoop version 1, data link 1001 (bare HCI) or 1002 (H4).")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private Path file;

  @Option(
      names = "--country",
      paramLabel = "C",
      description = "Country of the receiver, ISO 3166-1 numeric; adds each event's payload.")
  private int country = NOT_GIVEN;

  @Option(
      names = "--state",
      paramLabel = "S",
      description = "State of the receiver; 0, the national authority, if left out.")
  private int state = NOT_GIVEN;

  @Option(names = "--json", description = "One line instead of indented ones.")
  private boolean oneLine;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  ReplayCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    RoutingCode heardAt = heardAt();
    if (!Files.exists(file)) return failed("no such file. Check the path");
    if (!Files.isRegularFile(file)) {
      return failed("not a regular file, and it is read twice. Give a capture stored on disk");
    }
    try {
      return replay(heardAt);
    } catch (CaptureException e) {
      return failed(e.text());
    } catch (AccessDeniedException e) {
      return failed("permission denied. Make the file readable for this user");
    } catch (IOException | UncheckedIOException e) {
      return failed("reading failed: " + e.getMessage() + ". Check the disk and try again");
    }
  }

  private int replay(RoutingCode heardAt) throws IOException {
    ReplayCounts counts = read(event -> {});
    BufferedOutputStream buffered = new BufferedOutputStream(out);
    try (ReplayDocument document =
        new ReplayDocument(buffered, !oneLine, heardAt, file.getFileName().toString(), counts)) {
      ReplayCounts again = read(event -> add(document, event));
      if (!again.equals(counts)) {
        return failed("changed while it was read. Replay it once its recording has ended");
      }
      document.end();
    }
    buffered.flush();
    return out.checkError() ? failed("the output could not be written to its end") : 0;
  }

  private ReplayCounts read(Consumer<ContactEvent> closed) throws IOException {
    try (InputStream capture = new BufferedInputStream(Files.newInputStream(file), READ_BYTES)) {
      return Replay.run(capture, EventRules.STANDARD, closed);
    }
  }

  private static void add(ReplayDocument document, ContactEvent event) {
    try {
      document.add(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RoutingCode heardAt() {
    if (country == NOT_GIVEN) {
      if (state != NOT_GIVEN) throw wrongUsage("--state needs --country");
      return RoutingCode.nation(0, 0);
    }
    if (country < 1 || country > MAX_COUNTRY) {
      throw wrongUsage("--country is a number from 1 to " + MAX_COUNTRY + ", not " + country);
    }
    if (state != NOT_GIVEN && (state < 0 || state > MAX_STATE)) {
      throw wrongUsage("--state is a number from 0 to " + MAX_STATE + ", not " + state);
    }
    return RoutingCode.nation(country, state == NOT_GIVEN ? 0 : state);
  }

  private ParameterException wrongUsage(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  private int failed(String text) {
    err.println("godwit bridge replay: " + file + ": " + text);
    return 1;
  }
}
