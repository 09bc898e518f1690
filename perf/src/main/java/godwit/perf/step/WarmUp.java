package godwit.perf.step;

import java.io.IOException;

/// Rounds that do not count: the same again and again, until the compilers of the nodes have little
/// left to do.
/*
 * What is done once an upload is compiled over minutes, a method now and then, and one method can
 * take as much as a whole round. So a single quiet round says little, and a fixed number of rounds
 * leaves it to chance which of two nodes has its last large method behind it.
 */
final class WarmUp {
  /// The part of a round's processor time that compilers may have in a quiet one.
  static final double QUIET = 0.05;

  /// Quiet rounds, one after another, after which nodes are warm.
  static final int ENOUGH = 3;

  private WarmUp() {}

  /// One round.
  interface Round {
    /// @return the part of its processor time that was the compilers', the greatest of all builds
    double run() throws IOException;
  }

  /// The compilers' part of what a task cost.
  static double part(Testbed.Measured measured) {
    double total = measured.nodes().total();
    return total == 0 ? 0 : measured.compilers() / total;
  }

  /// Runs rounds until they are quiet, or so many.
  static void run(int most, Round round) throws IOException {
    int quiet = 0;
    for (int left = most; left > 0 && quiet < ENOUGH; left--) {
      quiet = round.run() <= QUIET ? quiet + 1 : 0;
    }
  }
}
