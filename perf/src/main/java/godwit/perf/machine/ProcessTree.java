package godwit.perf.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A process and all that it started, directly or not.
///
/// A node's database is a tree of processes below the node's own, perhaps with one in between that
/// changed the account. What a child used up enters its parent's account once it has ended.
public final class ProcessTree {
  private static final Path PROC = Path.of("/proc");

  private ProcessTree() {}

  /// Processor seconds of a process and of everything below it.
  ///
  /// @param self its own, in whatever thread
  /// @param below of its descendants, those included that have ended
  public record Cpu(double self, double below) {
    public Cpu minus(Cpu earlier) {
      return new Cpu(self - earlier.self, below - earlier.below);
    }

    public Cpu plus(Cpu other) {
      return new Cpu(self + other.self, below + other.below);
    }

    public double total() {
      return self + below;
    }
  }

  /// What a process and its descendants have used up to now.
  public static Cpu cpu(long root) throws IOException {
    return cpu(root, processes());
  }

  static Cpu cpu(long root, List<ProcessStat> all) throws IOException {
    Map<Long, List<ProcessStat>> children = new HashMap<>();
    ProcessStat self = null;
    for (ProcessStat process : all) {
      children.computeIfAbsent(process.parent(), _ -> new ArrayList<>()).add(process);
      if (process.pid() == root) self = process;
    }
    if (self == null) throw new IOException("process " + root + " has ended");
    long below = belowTicks(root, children) + self.childrenTicks();
    return new Cpu(
        self.ownTicks() / ProcessStat.TICKS_A_SECOND, below / ProcessStat.TICKS_A_SECOND);
  }

  private static long belowTicks(long parent, Map<Long, List<ProcessStat>> children) {
    long ticks = 0;
    for (ProcessStat child : children.getOrDefault(parent, List.of())) {
      ticks += child.ownTicks() + child.childrenTicks() + belowTicks(child.pid(), children);
    }
    return ticks;
  }

  private static List<ProcessStat> processes() throws IOException {
    List<ProcessStat> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (!Character.isDigit(entry.getFileName().toString().charAt(0))) continue;
        try {
          found.add(ProcessStat.parse(Files.readString(entry.resolve("stat"))));
        } catch (IOException failure) {
          if (Files.exists(entry)) throw failure; // else it has just ended
        }
      }
    }
    return found;
  }
}
