package godwit.perf.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `h2load`, the load client of nghttp2: so many requests on so many kept connections, one at a
/// time
/// on each.
public final class H2load {
  private static final Pattern DONE =
      Pattern.compile("requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded");
  private static final Pattern READ = Pattern.compile("\\((\\d+)\\) data");

  private H2load() {}

  /// Asks for one URL.
  ///
  /// @param bytes of each answer's body
  /// @param http1 whether by HTTP/1.1; else by HTTP/2
  /// @throws IOException where it is not installed, or not every answer is a good one
  public static void run(String url, int requests, long bytes, int connections, boolean http1)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(
        "h2load",
        "-n",
        "" + requests,
        "-c",
        "" + connections,
        "-m",
        "1",
        "-t",
        "1",
        "-w",
        "24",
        "-W",
        "28"));
    if (http1) command.add("--h1");
    command.add(url);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw new IOException("h2load is needed as the client: install nghttp2-client", missing);
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    Matcher done = DONE.matcher(said);
    Matcher read = READ.matcher(said);
    boolean all = done.find() && Integer.parseInt(done.group(1)) == requests;
    if (!all || !read.find() || Long.parseLong(read.group(1)) != requests * bytes) {
      throw new IOException("not every request was answered well:\n" + said);
    }
  }
}
