package godwit.cli;

import godwit.batchfile.BatchFeed;
import godwit.batchfile.BatchTarget;
import godwit.batchfile.EitherForm;
import godwit.batchfile.FormWriter;
import godwit.batchfile.WrittenBatch;
import godwit.codec.DecodeException;
import godwit.codec.batch.Pieces;
import godwit.codec.json.NoJsonForm;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
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

/// `godwit batch convert`: a batch of exposures from one form into the other.
///
/// Memory stays the same at any size of a batch.
@Command(
    name = "convert",
    description = {
      "Convert a batch of exposures, compressed or not: octets to JSON, or JSON to its canonical "
          + "octets.",
      "JSON has no signature; sealed and relayed batches and contact events have no JSON form."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BatchConvertCommand implements Callable<Integer> {
  @Spec
  private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The batch, in either form; - or nothing reads standard input.")
  private Optional<Path> input = Optional.empty();

  @Option(names = "--to", required = true, paramLabel = "FORM", description = "json or octets.")
  private String to;

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
    FormWriter.Form form = switch (to.toLowerCase(Locale.ROOT)) {
      case "json" -> FormWriter.Form.JSON;
      case "octets" -> FormWriter.Form.OCTETS;
      default -> throw misuse("--to is json or octets");
    };
    boolean toStandardOutput = BatchTarget.isStandardOutput(file);
    if (toStandardOutput && output.isJson()) {
      throw misuse("--json prints to standard output, which --out - fills with the batch");
    }
    if (input.isPresent() && !toStandardOutput && BatchFeed.isSameFile(input.get(), file)) {
      throw misuse("--out is the file that is read");
    }
    WrittenBatch written;
    try (InputStream in = BatchFeed.open(input)) {
      written = convert(in, form);
    }
    if (toStandardOutput) output.progress(written.text());
    else output.result(written, written.text());
    return ExitCode.OK;
  }

  private WrittenBatch convert(InputStream in, FormWriter.Form form) throws IOException {
    var peeked = new PushbackInputStream(in, BatchFeed.MAGIC_BYTES);
    byte[] first = peeked.readNBytes(BatchFeed.MAGIC_BYTES);
    peeked.unread(first);
    try (var target = new BatchTarget(file, gzip);
        FormWriter writer = FormWriter.of(form, target.out())) {
      var reader = new EitherForm(writer, Pieces.unbounded());
      BatchFeed.read(peeked, BatchFeed.isGzip(first), reader);
      long bytes = target.finish();
      return WrittenBatch.of(
          writer.begun().orElseThrow(), writer.ended().orElseThrow(), bytes, file.toString());
    } catch (DecodeException broken) {
      throw new CommandFailure("this is no sound batch: " + broken.getMessage(), broken);
    } catch (NoJsonForm octetsOnly) {
      throw new CommandFailure("there is no JSON form: " + octetsOnly.getMessage(), octetsOnly);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private ParameterException misuse(String sentence) {
    return new ParameterException(command.commandLine(), sentence);
  }
}
