package godwit.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import godwit.batchfile.BatchFeed;
import godwit.batchfile.BatchView;
import godwit.batchfile.EitherForm;
import godwit.batchfile.InspectedLines;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.PayloadReading;
import godwit.codec.payload.PayloadView;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit inspect`: what a batch or a payload says, as JSON.
///
/// Memory stays the same at any size of a batch, since what is read is printed at once.
@Command(
    name = "inspect",
    description = {
      "Show a batch, octets or JSON, compressed or not, or else a payload, as JSON.",
      "Exit status 1 says that a receiver would refuse it."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InspectCommand implements Callable<Integer> {
  /// Bytes of a file that is no batch; far more than a payload may have.
  private static final int MAX_PAYLOAD_FILE_BYTES = 1 << 20;

  @Spec
  private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Batch or payload; - or nothing reads standard input.")
  private Optional<Path> file = Optional.empty();

  @ArgGroup
  private Form form = new Form();

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "10",
      description = "Records to show of each block, or all (default: ${DEFAULT-VALUE}).")
  private String records;

  @Mixin
  private Output output;

  /// What is read, where that is not a file's bytes.
  private static final class Form {
    @Option(names = "--hex", paramLabel = "HEX", description = "A payload in hex digits.")
    private Optional<String> hex = Optional.empty();

    @Option(
        names = "--lines",
        description = "Read lines of a kind and hex digits, and print one JSON document for each. "
            + "Kinds: payload, extended, concat, gatt, advert, contact (a record, its length "
            + "first), batch.")
    private boolean lines;
  }

  @Override
  public Integer call() throws IOException {
    long shown = shown();
    if (form.hex.isPresent()) {
      if (file.isPresent()) throw misuse("--hex and FILE exclude each other");
      return payload(hex(form.hex.get()));
    }
    try (InputStream in = BatchFeed.open(file)) {
      if (form.lines) {
        new InspectedLines(output.out(), shown).run(in);
        return ExitCode.OK;
      }
      var peeked = new PushbackInputStream(in, BatchFeed.MAGIC_BYTES);
      byte[] first = peeked.readNBytes(BatchFeed.MAGIC_BYTES);
      peeked.unread(first);
      boolean batch = BatchFeed.isBatch(first) || BatchFeed.isDocument(first);
      if (BatchFeed.isGzip(first) || batch) {
        return batch(peeked, BatchFeed.isGzip(first), shown);
      }
      byte[] bytes = peeked.readNBytes(MAX_PAYLOAD_FILE_BYTES + 1);
      if (bytes.length > MAX_PAYLOAD_FILE_BYTES) {
        throw new CommandFailure("this is no batch, and far too long for a payload");
      }
      return payload(bytes);
    }
  }

  private int batch(InputStream in, boolean gzip, long shown) throws IOException {
    try (JsonGenerator json = output.stream()) {
      json.writeStartObject();
      json.writeStringField("encoding", gzip ? "gzip" : "identity");
      var view = new BatchView(json, shown);
      var reader = new EitherForm(view, Pieces.unbounded());
      BatchFeed.Outcome outcome = BatchFeed.show(in, gzip, reader, view);
      json.writeEndObject();
      json.flush();
      output.out().println();
      return outcome instanceof BatchFeed.Outcome.Sound ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private int payload(byte[] bytes) throws IOException {
    PayloadReading reading = PayloadDecoder.decode(bytes);
    try (JsonGenerator json = output.stream()) {
      json.writePOJO(PayloadView.of(reading));
      json.flush();
      output.out().println();
    }
    return switch (reading) {
      case PayloadReading.Sound _ -> ExitCode.OK;
      case PayloadReading.Broken _ -> ExitCode.SOFTWARE;
    };
  }

  private byte[] hex(String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException wrong) {
      throw misuse("--hex needs an even number of hex digits");
    }
  }

  private long shown() {
    if (records.equals("all")) return Long.MAX_VALUE;
    try {
      long count = Long.parseLong(records);
      if (count >= 0) return count;
    } catch (NumberFormatException _) {
      // Told below, as a negative number is.
    }
    throw misuse("--records is a number from 0, or all");
  }

  private ParameterException misuse(String sentence) {
    return new ParameterException(command.commandLine(), sentence);
  }
}
