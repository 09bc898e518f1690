package godwit.perf.step;

import godwit.perf.machine.ProcessTree.Cpu;
import java.util.ArrayList;
import java.util.List;

/// What the rounds of a pass come to, for one of those that take turns.
public final class Sums {
  private double seconds;
  private double million;
  private final List<Cpu> each = new ArrayList<>();

  public void add(Testbed.Measured round) {
    seconds += round.seconds();
    million += round.million();
    for (int node = 0; node < round.each().size(); node++) {
      if (node == each.size()) each.add(new Cpu(0, 0));
      each.set(node, each.get(node).plus(round.each().get(node)));
    }
  }

  public double million() {
    return million;
  }

  public double perSecond() {
    return million * 1e6 / seconds;
  }

  public double seconds() {
    return seconds;
  }

  /// Processor seconds of all nodes for a million records.
  public double total() {
    return each.stream().mapToDouble(Cpu::total).sum() / million;
  }

  /// Those of one node, in the order in which they were named, without its database.
  public double server(int node) {
    return each.get(node).self() / million;
  }

  /// Those of a node's database.
  public double database(int node) {
    return each.get(node).below() / million;
  }
}
