package godwit.server;

import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `godwit batch make`: a batch of random records, for trying things out.
@Command(
    name = "make",
    description = "Make a batch of random records for an authority, of any size.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BatchMakeCommand implements Callable<Integer> {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final int MAX_DAY = 0xFFFF;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long TOLD_EVERY = 1_000_000;

  @Spec
  private CommandSpec command;

  @Option(names = "--records", required = true, paramLabel = "N", description = "How many.")
  private long records;

  @ArgGroup(multiplicity = "1", heading = "Whom the payloads concern, and exposures are sent to:%n")
  private AuthorityOptions concerned;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "exposures",
      description = "exposures, as authorities send each other, or contacts, as phones upload "
          + "(default: ${DEFAULT-VALUE}).")
  private String kind;

  @Option(
      names = "--type",
      paramLabel = "T",
      defaultValue = "16",
      converter = NumberOption.class,
      description = "Payload type, 16 or 0x10 (default: ${DEFAULT-VALUE}). Types 0 to 7 need "
          + "--custom, all others a country.")
  private int payloadType;

  @Option(
      names = "--origin",
      paramLabel = "C/S",
      description = "Who sends it, C/S or custom/HEX. Default of exposures: 250/0, or 578/0 where "
          + "they are for 250/0; of contacts, which go to the phone's own authority: the "
          + "authority they concern.")
  private Optional<String> origin = Optional.empty();

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "Day of the exposures (default: today in UTC). Contacts start within the five "
          + "days before it.")
  private Optional<LocalDate> date = Optional.empty();

  @Option(
      names = "--risk-type",
      paramLabel = "R",
      defaultValue = "1",
      converter = RiskTypeOption.class,
      description = "Risk type of exposures, number or word (default: ${DEFAULT-VALUE}).")
  private int riskType;

  @Option(
      names = "--mechanism",
      paramLabel = "M",
      defaultValue = "0",
      converter = NumberOption.class,
      description = "Risk mechanism of exposures (default: ${DEFAULT-VALUE}).")
  private int mechanism;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed makes the same records and the same batch id; with --created, "
          + "the same bytes.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--created",
      paramLabel = "TIME",
      description = "When it says it was created, as 2026-11-21T09:30:00Z (default: now).")
  private Optional<Instant> created = Optional.empty();

  @Option(names = "--gzip", description = "Compress it.")
  private boolean gzip;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write it; - is standard output.")
  private Path file;

  @Mixin
  private Output output;

  /// The result as JSON.
  ///
  /// @param bytes of the file, compressed if it is
  record Document(String batch, long records, long bytes, String digest, String file) {}

  @Override
  public Integer call() throws IOException {
    boolean toStandardOutput = file.toString().equals("-");
    if (toStandardOutput && output.isJson()) {
      throw misuse("--json prints to standard output, which --out - fills with the batch");
    }
    SyntheticBatch batch = batch();
    Document made;
    try (OutputStream out =
        toStandardOutput ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(file)) {
      made = write(batch, out);
    }
    String text =
        """
        batch    %s
        records  %d
        bytes    %d
        digest   %s
        file     %s""".formatted(made.batch(), made.records(), made.bytes(), made.digest(), made.file());
    if (toStandardOutput) output.progress(text);
    else output.result(made, text);
    return ExitCode.OK;
  }

  private SyntheticBatch batch() {
    RoutingCode code = concerned.code(command.commandLine());
    boolean custom = ExposureHeader.isCustom(payloadType);
    if (custom != code.custom()) {
      throw misuse("--type %d goes to %s"
          .formatted(
              payloadType,
              custom
                  ? "custom authorities: give --custom"
                  : "nations: give --country and --state"));
    }
    Magic magic = magic();
    LocalDate day = date.orElseGet(() -> LocalDate.now(ZoneOffset.UTC));
    if (day.toEpochDay() < 0 || day.toEpochDay() > MAX_DAY) {
      throw misuse("--date is from 1970-01-01 to " + LocalDate.ofEpochDay(MAX_DAY));
    }
    long drawn = seed.orElseGet(() -> new SecureRandom().nextLong());
    RoutingCode sender = sender(code, magic);
    var preamble = new Preamble(
        magic,
        0,
        SyntheticBatch.id(drawn),
        sender,
        magic == Magic.CONTACTS ? sender : code,
        created.orElseGet(Instant::now).toEpochMilli());
    var batch = new SyntheticBatch(
        preamble, records, new ExposureHeader(payloadType, code), day, riskType, mechanism, drawn);
    if (records < 0 || records > batch.maxRecords()) {
      throw misuse("--records is from 0 to %d for this type".formatted(batch.maxRecords()));
    }
    return batch;
  }

  private Magic magic() {
    return switch (kind) {
      case "exposures" -> Magic.EXPOSURES;
      case "contacts" -> {
        for (String option : new String[] {"--risk-type", "--mechanism"}) {
          if (command.commandLine().getParseResult().hasMatchedOption(option)) {
            throw misuse(option + " is for exposures: the authority scores contacts itself");
          }
        }
        yield Magic.CONTACTS;
      }
      default -> throw misuse("--kind is exposures or contacts");
    };
  }

  private RoutingCode sender(RoutingCode code, Magic magic) {
    if (origin.isPresent()) {
      return origin
          .flatMap(RoutingCode::parse)
          .filter(RoutingCode::isRoutable)
          .orElseThrow(() -> misuse("--origin is C/S with a country from 1 to 999, or custom/HEX"));
    }
    if (magic == Magic.CONTACTS) return code;
    return code.equals(FRANCE) ? NORWAY : FRANCE;
  }

  private Document write(SyntheticBatch batch, OutputStream out) throws IOException {
    var counted = new Counted(out);
    EndBlock end;
    if (gzip) {
      var compressed = new GZIPOutputStream(counted, BUFFER_BYTES);
      end = batch.write(compressed, progress());
      compressed.finish();
    } else {
      end = batch.write(counted, progress());
    }
    counted.flush();
    return new Document(
        batch.preamble().batch().toString(),
        end.total(),
        counted.bytes,
        "sha-256:" + HexFormat.of().formatHex(end.digest()),
        file.toString());
  }

  private LongConsumer progress() {
    if (records <= TOLD_EVERY) return _ -> {};
    return done -> {
      if (done % TOLD_EVERY != 0) return;
      output.progress(String.format(Locale.ROOT, "%,d of %,d records", done, records));
    };
  }

  private ParameterException misuse(String sentence) {
    return new ParameterException(command.commandLine(), sentence);
  }

  /// Counts what passes.
  private static final class Counted extends FilterOutputStream {
    private long bytes;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
      bytes += length;
    }
  }
}
