package godwit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;

/// One run of the command line in this process: its exit status and what it printed.
record CommandRun(int status, String out, String err) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static CommandRun of(Object... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] texts = new String[args.length];
    for (int index = 0; index < args.length; index++) texts[index] = args[index].toString();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /// Standard output as the one JSON document it has to be.
  JsonNode json() throws JsonProcessingException {
    return JSON.readTree(out);
  }
}
