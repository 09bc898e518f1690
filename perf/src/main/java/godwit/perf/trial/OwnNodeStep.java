package godwit.perf.trial;

import godwit.perf.machine.ProcessMemory;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import java.io.IOException;
import java.util.List;

/// A trial that is measured once, with a node for itself that is stopped afterwards.
interface OwnNodeStep extends Step {
  /// Where the node comes from.
  Nodes nodes();

  /// Options of its JVM, which win.
  default List<String> options() {
    return List.of();
  }

  /// Measures with the node, which has only just started.
  PassFigures measure(Nodes.Own node) throws IOException;

  @Override
  default boolean isOnce() {
    return true;
  }

  @Override
  default PassFigures measure() throws IOException {
    Nodes.Own node = nodes().start(name(), options());
    try {
      return measure(node);
    } finally {
      nodes().stop(node);
    }
  }

  /// The most memory that the node has had resident.
  static double mostMebibytes(Nodes.Own node) throws IOException {
    return ProcessMemory.read(node.process().pid()).mostMebibytes();
  }

  /// The memory that it has resident now.
  static double residentMebibytes(Nodes.Own node) throws IOException {
    return ProcessMemory.read(node.process().pid()).residentMebibytes();
  }
}
