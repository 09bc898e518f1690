package godwit.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The PostgreSQL processes at work on one cluster folder, whoever started them.
///
/// They are known by what the kernel says of them: every server process works *in* its cluster, and
/// the first one names it on its command line. A process id read from a file proves nothing, for in
/// a container the same few ids come back at every start.
final class ServerProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final Set<String> PROGRAMS = Set.of("postgres", "initdb");
  private static final long POLL_MILLIS = 20;

  private enum Belongs {
    YES,
    NO,
    /// A PostgreSQL process of our account that this process may not look into.
    UNKNOWN
  }

  private final Path cluster;
  private final int uid;

  /// The cluster's real path, and the account a server of ours has.
  ServerProcesses(Path cluster, int uid) {
    this.cluster = cluster;
    this.uid = uid;
  }

  /// Stops whatever works on the cluster and waits until it has gone; true when there was any.
  boolean stop() throws IOException {
    List<ProcessHandle> left = found(Belongs.YES);
    if (left.isEmpty()) {
      return false;
    }
    for (Shutdown shutdown : Shutdown.values()) {
      heads(left).forEach(process -> shutdown.send(process.pid()));
      left = awaitNone(shutdown.patience);
      if (left.isEmpty()) {
        return true;
      }
    }
    throw new IOException(
        "PostgreSQL processes on " + cluster + " do not stop: " + left + "; stop them by hand");
  }

  /// Removes what a server that was killed left behind. Only while nothing can be at work on the
  /// cluster: the file guards against two servers at once.
  void forgetStaleServer() throws IOException {
    if (found(Belongs.YES).isEmpty() && found(Belongs.UNKNOWN).isEmpty()) {
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }
  }

  private List<ProcessHandle> awaitNone(Duration patience) throws IOException {
    Waiting waiting = new Waiting(patience, POLL_MILLIS);
    List<ProcessHandle> left = found(Belongs.YES);
    while (!left.isEmpty() && waiting.more()) {
      left = found(Belongs.YES);
    }
    return left;
  }

  /// Those whose parent is none of them: a server stops its own children.
  private static List<ProcessHandle> heads(List<ProcessHandle> processes) {
    Set<Long> pids = processes.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    return processes.stream()
        .filter(process -> process.parent().map(up -> !pids.contains(up.pid())).orElse(true))
        .toList();
  }

  private List<ProcessHandle> found(Belongs wanted) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (belongs(PROC.resolve(Long.toString(process.pid()))) == wanted) {
        found.add(process);
      }
    }
    return found;
  }

  private Belongs belongs(Path process) throws IOException {
    try {
      String[] words = Files.readString(process.resolve("cmdline"), UTF_8).split("\0", -1);
      String name = Files.readString(process.resolve("comm"), UTF_8).strip();
      if (!PROGRAMS.contains(name)) {
        return Belongs.NO;
      }
      if (Arrays.asList(words).contains(cluster.toString())) {
        return Belongs.YES;
      }
      return worksIn(process);
    } catch (NoSuchFileException gone) {
      return Belongs.NO; // it has just gone
    } catch (IOException failure) {
      if (Files.notExists(process)) {
        return Belongs.NO;
      }
      throw failure;
    }
  }

  private Belongs worksIn(Path process) throws IOException {
    try {
      Path folder = Files.readSymbolicLink(process.resolve("cwd"));
      return folder.equals(cluster) ? Belongs.YES : Belongs.NO;
    } catch (AccessDeniedException hidden) {
      return Folders.owner(process) == uid ? Belongs.UNKNOWN : Belongs.NO;
    }
  }
}
