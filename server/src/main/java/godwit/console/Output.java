package godwit.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Where a command's result goes: text for people or, with `--json`, exactly one JSON document.
///
/// A command has it as a `@Mixin`; progress goes to [#progress(String)], never to the result.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Output {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print the result as one JSON document, and only that.")
  private boolean json;

  /// Prints the result.
  ///
  /// @param document records, maps, lists, texts, numbers
  /// @param text the same for people
  public void result(Object document, String text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? toJson(document) : text);
    out.flush();
  }

  /// Whether the result has to be one JSON document.
  public boolean isJson() {
    return json;
  }

  /// A result that is JSON in any case, written piece by piece; indented unless `--json` is given.
  ///
  /// Closing it leaves standard output open.
  public JsonGenerator stream() throws IOException {
    JsonGenerator generator = Json.MAPPER
        .createGenerator(command.commandLine().getOut())
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    return json ? generator : generator.useDefaultPrettyPrinter();
  }

  /// Standard output, for results that are neither text nor a document.
  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  /// Tells on standard error how far a command is.
  public void progress(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  /// Replaces the last line of a terminal that standard error is.
  public void redraw(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.print("\r" + line);
    err.flush();
  }

  private static String toJson(Object document) {
    try {
      return Json.MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("document=" + document.getClass(), impossible);
    }
  }

  /* Loaded by the first document: a server that starts writes none. */
  private static final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
