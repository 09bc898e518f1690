package godwit.perf;

import godwit.perf.machine.ProcessTree.Cpu;
import java.util.ArrayList;
import java.util.List;

/// What the rounds of a pass come to, for one of those that take turns.
final class Sums {
  private double seconds;
  private double million;
  private final List<Cpu> each = new ArrayList<>();

  void add(Site.Measured round) {
    seconds += round.seconds();
    million += round.million();
    for (int node = 0; node < round.each().size(); node++) {
      if (node == each.size()) each.add(new Cpu(0, 0));
      each.set(node, each.get(node).plus(round.each().get(node)));
    }
  }

  double million() {
    return million;
  }

  double perSecond() {
    return million * 1e6 / seconds;
  }

  double seconds() {
    return seconds;
  }

  /// Processor seconds of all nodes for a million records.
  double total() {
    return each.stream().mapToDouble(Cpu::total).sum() / million;
  }

  /// Those of one node, in the order in which they were named, without its database.
  double server(int node) {
    return each.get(node).self() / million;
  }

  /// Those of a node's database.
  double database(int node) {
    return each.get(node).below() / million;
  }
}
