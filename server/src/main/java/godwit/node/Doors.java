package godwit.node;

import godwit.config.ServerConfig;
import godwit.http.connection.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many connections each listener of a node may have, so that all of them together leave
/// descriptors for the database, for calls to peers, and for each other.
///
/// - units: descriptors, which this process may have so many of (`ulimit -n`)
/// - errors: [IOException] where there are too few to run at all
/// - source: getrlimit(2), proc(5)
record Doors(Door peers, Door devices, Door ops) {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final String OPEN_FILES = "Max open files";

  /* For pools of the database that grow, for files, and for each peer that is called. */
  private static final int KEPT = 64;
  private static final int KEPT_A_PEER = 8;

  /* Below it, peers and phones would hardly be served. */
  private static final int LEAST = 32;
  private static final int LEAST_OF_ONE = 4;

  /// Says in the log what each listener may have.
  static Doors of(ServerConfig config) throws IOException {
    return of(config, most(), open());
  }

  /// Where there are too few for all, authorities come before phones.
  static Doors of(ServerConfig config, OptionalLong most, long open) throws IOException {
    ServerConfig.Connections wanted = config.connections();
    int ops = wanted.ops();
    long free = Long.MAX_VALUE;
    if (most.isPresent()) {
      free =
          most.getAsLong() - open - KEPT - (long) KEPT_A_PEER * config.peers().size() - ops;
      if (free < LEAST) {
        throw new IOException(
            "this node needs %d open files, and may have %d; raise the limit (ulimit -n)"
                .formatted(most.getAsLong() + LEAST - free, most.getAsLong()));
      }
    }
    boolean fits = (long) wanted.peers() + wanted.devices() <= free;
    int peers = fits ? wanted.peers() : (int) Math.min(wanted.peers(), free * 2 / 3);
    int devices = fits ? wanted.devices() : (int) Math.min(wanted.devices(), free - peers);
    Doors doors = new Doors(
        door("peers", peers, wanted.peers(), wanted.ofOneAddress()),
        door("devices", devices, wanted.devices(), wanted.ofOneAddress()),
        new Door("ops", ops, ops));
    String files = most.isPresent() ? most.getAsLong() + " open files" : "any number of open files";
    if (fits || wanted.equals(ServerConfig.Connections.DEFAULT)) {
      LOG.info("connections at most: {}; this process may have {}", doors, files);
    } else {
      LOG.warn(
          "connections at most: {}, fewer than configured; this process may have {}", doors, files);
    }
    return doors;
  }

  @Override
  public String toString() {
    return peers + ", " + devices + ", " + ops;
  }

  /* One address has the same share of fewer. */
  private static Door door(String listener, int most, int wanted, int ofOne) {
    long share = (long) ofOne * most / wanted;
    return new Door(listener, most, (int) Math.max(LEAST_OF_ONE, Math.min(ofOne, share)));
  }

  private static OptionalLong most() throws IOException {
    if (!Files.isReadable(LIMITS)) return OptionalLong.empty();
    try (Stream<String> lines = Files.lines(LIMITS)) {
      return lines
          .filter(line -> line.startsWith(OPEN_FILES))
          .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", -1)[0])
          .filter(soft -> soft.matches("[0-9]{1,18}"))
          .mapToLong(Long::parseLong)
          .findFirst();
    }
  }

  private static long open() throws IOException {
    if (!Files.isDirectory(OPEN)) return 0;
    try (Stream<Path> all = Files.list(OPEN)) {
      return all.count();
    }
  }
}
