package godwit.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The PostgreSQL programs together with the account they run under.
///
/// A server refuses to run as root, rightly. When this process is root, the programs run without
/// any privilege in a user namespace of their own or, where those are forbidden, as "nobody".
///
/// @param home where the programs lie
/// @param prefix the words before the program's own
/// @param uid the owner of the server's files, as seen from here
/// @param gid their group
record PostgresPrograms(Path home, List<String> prefix, int uid, int gid) {
  private static final int NOBODY = 65534;
  private static final List<String> USER_NAMESPACE = List.of("unshare", "-U");
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  /// Unlike root's own cache, one that "nobody" can reach.
  private static final Path SYSTEM_CACHE = Path.of("/var/cache/godwit");

  private static final long PROBE_SECONDS = 20;

  PostgresPrograms {
    prefix = List.copyOf(prefix);
  }

  /// The first way to run the programs that works here.
  static PostgresPrograms find() throws IOException {
    Path self = Path.of("/proc/self").toRealPath();
    int uid = Folders.owner(self);
    int gid = (int) Files.getAttribute(self, "unix:gid");
    Path home = PostgresBinaries.unpackedBelow(PostgresBinaries.userCache());
    if (uid != 0) {
      PostgresPrograms plain = new PostgresPrograms(home, List.of(), uid, gid);
      if (plain.work()) {
        return plain;
      }
      throw new IOException("the PostgreSQL programs in "
          + home
          + " do not run: is that file system mounted noexec? Set XDG_CACHE_HOME to a folder"
          + " elsewhere, or name a database server in the configuration");
    }
    PostgresPrograms namespace = new PostgresPrograms(home, USER_NAMESPACE, uid, gid);
    if (namespace.work()) {
      return namespace;
    }
    PostgresPrograms nobody = asNobody(SYSTEM_CACHE);
    if (nobody.work()) {
      return nobody;
    }
    throw new IOException(
        "PostgreSQL does not run as root, and neither \"unshare -U\" (user namespaces) nor"
            + " \"setpriv\" (another user) works here: start Godwit as an ordinary user, allow one"
            + " of the two (package util-linux), or name a database server in the configuration");
  }

  /* Each segment takes pieces of 256 KiB, several times over. The C library would give each back to
   * the kernel at once, and have the next one cleared page by page. */
  private static final Map<String, String> KEEP_FREED =
      Map.of("MALLOC_MMAP_THRESHOLD_", "8388608", "MALLOC_TRIM_THRESHOLD_", "8388608");

  /// The programs as user "nobody", who must be able to reach the cache.
  static PostgresPrograms asNobody(Path cache) throws IOException {
    Path home = PostgresBinaries.unpackedBelow(cache);
    return new PostgresPrograms(home, AS_NOBODY, NOBODY, NOBODY);
  }

  /// A command not yet started: no input, one stream of output, nothing of this process's
  /// environment but the search path.
  ProcessBuilder command(String program, List<String> arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(home.resolve("bin").resolve(program).toString());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(KEEP_FREED);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true);
  }

  /// The same programs in a session of their own, where the machine has `setsid`: a Ctrl-C on the
  /// terminal then reaches only the process that can shut down in order.
  PostgresPrograms inOwnSession() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    if (Stream.of(path.split(":")).noneMatch(f -> Files.isExecutable(Path.of(f, "setsid")))) {
      return this;
    }
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(prefix);
    return new PostgresPrograms(home, words, uid, gid);
  }

  /// Whether a program starts this way.
  boolean work() {
    try {
      Process probe = command("postgres", List.of("--version"))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return false;
      }
      return probe.exitValue() == 0;
    } catch (IOException absent) {
      return false; // no such program on this machine
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
