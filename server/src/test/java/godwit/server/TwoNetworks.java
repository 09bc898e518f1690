package godwit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Two machines and a router between them, as network namespaces of this one; the router can begin
/// to drop everything without a word, as a cable that is cut does.
///
/// - shape: 10.97.1.2 (left), 10.97.1.1 and 10.97.2.1 (router), 10.97.2.2 (right)
/// - units: the router passes on 16 Mbit/s each way, so that a transfer takes its time
/// - errors: [IOException] with what `ip` or `tc` said; both need root
/// - source: Linux, ip-netns(8), tc-tbf(8)
final class TwoNetworks implements AutoCloseable {
  static final String LEFT = "10.97.1.2";
  static final String RIGHT = "10.97.2.2";

  private static final long PATIENCE_SECONDS = 20;
  private static final int ESTABLISHED = 1;
  private static final int HEX = 16;

  private final String suffix = Long.toString(ProcessHandle.current().pid());
  private final String left = "gl" + suffix;
  private final String router = "gr" + suffix;
  private final String right = "gt" + suffix;

  /// An end of a TCP connection, as one namespace sees it.
  record Line(int ownPort, int otherPort) {}

  TwoNetworks() throws IOException {
    try {
      for (String name : List.of(left, router, right)) {
        ip("netns add " + name);
        ip("-n " + name + " link set lo up");
      }
      join(left, LEFT, "10.97.1.1", "l");
      join(right, RIGHT, "10.97.2.1", "r");
      run("ip netns exec " + router + " tee /proc/sys/net/ipv4/ip_forward", "1\n");
      for (String port : List.of("rl", "rr")) {
        run(
            "ip netns exec " + router + " tc qdisc add dev " + port
                + " root tbf rate 16mbit burst 64kb latency 400ms",
            "");
      }
    } catch (IOException failure) {
      close();
      throw failure;
    }
  }

  /// What a command has to begin with, so that it runs on the left.
  List<String> onTheLeft() {
    return List.of("ip", "netns", "exec", left);
  }

  List<String> onTheRight() {
    return List.of("ip", "netns", "exec", right);
  }

  /// From now on nothing arrives any more, and nobody is told.
  void cut() throws IOException {
    for (String address : List.of(LEFT, RIGHT)) {
      ip("-n " + router + " route add blackhole " + address + "/32");
    }
  }

  void mend() throws IOException {
    for (String address : List.of(LEFT, RIGHT)) {
      ip("-n " + router + " route del blackhole " + address + "/32");
    }
  }

  /// The connections that the machine of a process takes for alive, with one of these ports.
  static Set<Line> established(long pid, int... ports) throws IOException {
    Set<Line> lines = new HashSet<>();
    for (String[] words : rows(pid)) {
      Line line = new Line(port(words[1]), port(words[2]));
      boolean wanted =
          Arrays.stream(ports).anyMatch(port -> port == line.ownPort() || port == line.otherPort());
      if (wanted && Integer.parseInt(words[3], HEX) == ESTABLISHED) lines.add(line);
    }
    return lines;
  }

  /// Bytes that were sent from a port or to it, and that nobody has said yet have come.
  static long unacknowledged(long pid, int port) throws IOException {
    long bytes = 0;
    for (String[] words : rows(pid)) {
      if (port(words[1]) != port && port(words[2]) != port) continue;
      bytes += Long.parseLong(words[4].substring(0, words[4].indexOf(':')), HEX);
    }
    return bytes;
  }

  private static List<String[]> rows(long pid) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table));
      for (String line : lines.subList(1, lines.size())) rows.add(line.strip().split(" +", -1));
    }
    return rows;
  }

  /// Removes all three; what still runs in them loses its network.
  @Override
  public void close() throws IOException {
    List<String> known = List.of(run("ip netns list", "").split("\\s+"));
    for (String name : List.of(left, router, right)) {
      if (known.contains(name)) ip("netns del " + name);
    }
  }

  private void join(String machine, String address, String gateway, String side)
      throws IOException {
    String port = "r" + side;
    ip("link add eth0 netns " + machine + " type veth peer name " + port + " netns " + router);
    ip("-n " + machine + " address add " + address + "/24 dev eth0");
    ip("-n " + router + " address add " + gateway + "/24 dev " + port);
    ip("-n " + machine + " link set eth0 up");
    ip("-n " + router + " link set " + port + " up");
    ip("-n " + machine + " route add default via " + gateway);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), HEX);
  }

  private static void ip(String words) throws IOException {
    run("ip " + words, "");
  }

  private static String run(String words, String input) throws IOException {
    List<String> command = new ArrayList<>(List.of(words.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("late: " + words);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) throw new IOException(words + ": " + said);
    return said;
  }
}
