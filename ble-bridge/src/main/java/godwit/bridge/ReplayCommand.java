package godwit.bridge;

import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.EventRules;
import godwit.bridge.detection.Receiver;
import godwit.bridge.feed.CaptureException;
import godwit.bridge.feed.Captures;
import godwit.bridge.feed.FollowedFile;
import godwit.codec.air.Recogniser;
import godwit.codec.payload.RoutingCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit bridge replay FILE...`: captures' contact events as one JSON document.
///
/// Nothing is printed before all was read to its end: so a damaged file prints nothing. With
/// `--follow` events are printed as they end, one a line.
@Command(
    name = "replay",
    description = "Reads captures and prints their contact events as one JSON document.")
final class ReplayCommand implements Callable<Integer> {
  private static final int MAX_COUNTRY = 999;
  private static final int MAX_STATE = 0xFFFF;
  private static final int MAX_FILES = 256;
  private static final int NOT_GIVEN = Integer.MIN_VALUE;
  private static final int NEVER = Integer.MAX_VALUE;
  private static final String STANDARD_INPUT = "-";

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "btsnoop (data link 1001, 1002 or 2001), pcap or pcapng (link type 187 or 201),"
          + " also in gzip; - is standard input. Several are receivers of one venue.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private List<Path> files;

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

  @Option(
      names = "--draft-service",
      paramLabel = "UUID",
      description = "Service of the interoperability draft's own adverts.")
  private @Nullable UUID draftService;

  @Option(
      names = "--follow",
      description = "Goes on as the file grows, and prints each event on a line once it is over.")
  private boolean follow;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description = "With --follow: ends once the file has not grown for so long.")
  private int idleSeconds = NEVER;

  @Option(names = "--json", description = "One line instead of indented ones.")
  private boolean oneLine;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  ReplayCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    RoutingCode heardAt = heardAt();
    if (files.size() > MAX_FILES) throw wrongUsage("at most " + MAX_FILES + " files");
    if (follow && (files.size() > 1 || isStandardInput(files.getFirst()))) {
      throw wrongUsage("--follow takes one file on disk");
    }
    if (idleSeconds < 1) throw wrongUsage("--idle is 1 or more");
    Recogniser table =
        draftService == null ? Recogniser.STANDARD : Recogniser.STANDARD.withDraft(draftService);
    Replay replay = new Replay(EventRules.STANDARD, table);
    for (Path file : files) {
      Optional<String> fault = read(replay, file, heardAt);
      if (fault.isPresent()) {
        err.println("godwit bridge replay: " + file + ": " + fault.get());
        return 1;
      }
    }
    try {
      return follow ? 0 : print(replay, heardAt);
    } catch (IOException e) {
      err.println("godwit bridge replay: the output could not be written: " + e.getMessage());
      return 1;
    }
  }

  private Optional<String> read(Replay replay, Path file, RoutingCode heardAt) {
    if (!isStandardInput(file)) {
      if (!Files.exists(file)) return Optional.of("no such file. Check the path");
      if (Files.isDirectory(file)) return Optional.of("a folder. Give a capture in it");
    }
    try (InputStream bytes = open(file, replay, heardAt)) {
      replay.read(Captures.open(bytes), new Receiver(name(file), ""));
      if (follow) {
        printLines(replay.events(), heardAt);
        out.println(LineDocument.counts(replay.counts()));
      }
      return Optional.empty();
    } catch (CaptureException e) {
      return Optional.of(e.text());
    } catch (AccessDeniedException _) {
      return Optional.of("permission denied. Make the file readable for this user");
    } catch (IOException e) {
      return Optional.of("reading failed: " + e.getMessage() + ". Check the disk and try again");
    }
  }

  private InputStream open(Path file, Replay replay, RoutingCode heardAt) throws IOException {
    if (isStandardInput(file)) return in;
    if (!follow) return Files.newInputStream(file);
    return new FollowedFile(
        file, Duration.ofSeconds(idleSeconds), () -> printLines(replay.silent(), heardAt));
  }

  private void printLines(List<ContactEvent> events, RoutingCode heardAt) {
    for (ContactEvent event : events) out.println(LineDocument.event(event, heardAt));
    out.flush();
  }

  private int print(Replay replay, RoutingCode heardAt) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : files) names.add(name(file));
    BufferedOutputStream buffered = new BufferedOutputStream(out);
    try (ReplayDocument document =
        new ReplayDocument(buffered, !oneLine, heardAt, names, replay.counts())) {
      for (ContactEvent event : replay.events()) document.add(event, replay.receivers(event));
      document.end();
    }
    buffered.flush();
    if (!out.checkError()) return 0;
    err.println("godwit bridge replay: the output could not be written to its end");
    return 1;
  }

  private static String name(Path file) {
    return isStandardInput(file) ? STANDARD_INPUT : file.getFileName().toString();
  }

  private static boolean isStandardInput(Path file) {
    return file.toString().equals(STANDARD_INPUT);
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
}
