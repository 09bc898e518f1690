package godwit.cli;

import godwit.batchfile.BatchTarget;
import godwit.batchfile.FormWriter;
import godwit.batchfile.ReaderStream;
import godwit.batchfile.SyntheticBatch;
import godwit.batchfile.WrittenBatch;
import godwit.cli.admin.RiskTypeOption;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.console.NumberOption;
import godwit.console.Output;
import godwit.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
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

  @Option(names = "--json-form", description = "Write JSON instead of octets; for exposures.")
  private boolean jsonForm;

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

  @Override
  public Integer call() throws IOException {
    boolean toStandardOutput = BatchTarget.isStandardOutput(file);
    if (toStandardOutput && output.isJson()) {
      throw misuse("--json prints to standard output, which --out - fills with the batch");
    }
    SyntheticBatch batch = batch();
    WrittenBatch made;
    try (var target = new BatchTarget(file, gzip)) {
      EndBlock end = jsonForm ? writeJson(batch, target) : batch.write(target.out(), progress());
      made = WrittenBatch.of(batch.preamble(), end, target.finish(), file.toString());
    }
    if (toStandardOutput) output.progress(made.text());
    else output.result(made, made.text());
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
    LocalDate day =
        date.orElseGet(() -> LocalDate.ofInstant(TimeSource.system().instant(), ZoneOffset.UTC));
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
        created.orElseGet(TimeSource.system()::instant).toEpochMilli());
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
        if (jsonForm) throw misuse("--json-form is for exposures");
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

  private EndBlock writeJson(SyntheticBatch batch, BatchTarget target) throws IOException {
    try (FormWriter writer = FormWriter.of(FormWriter.Form.JSON, target.out());
        var decoding = new ReaderStream(new BatchDecoder(writer, Pieces.unbounded()))) {
      return batch.write(decoding, progress());
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
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
}
