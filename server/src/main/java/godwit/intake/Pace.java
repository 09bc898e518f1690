package godwit.intake;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How fast the sender of one body is, looked at now and then.
///
/// A sender that says nothing is given up. One that is slow is not, unless it holds memory that
/// others wait for.
final class Pace {
  /// How often it is looked at.
  static final long LOOK_MILLIS = 10_000;

  private static final int SILENT_LOOKS = 3;
  private static final long SLOW_BYTES = 64 * 1024 * TimeUnit.MILLISECONDS.toSeconds(LOOK_MILLIS);

  private long bytes;
  private int silent;
  /* All bodies are looked at together: the first look may come right after a body's start. */
  private boolean begun;

  /// Takes note of bytes that came.
  void came(int count) {
    bytes += count;
  }

  /// What is wrong with the time since the last look, if anything is.
  ///
  /// @param waited whether it is the sender that everything waits for
  /// @param inTheWay whether it holds what others wait for
  Optional<String> look(boolean waited, boolean inTheWay) {
    long came = bytes;
    bytes = 0;
    if (!begun) {
      begun = true;
      return Optional.empty();
    }
    silent = waited && came == 0 ? silent + 1 : 0;
    if (silent >= SILENT_LOOKS) {
      return Optional.of(
          "nothing came for " + SILENT_LOOKS * TimeUnit.MILLISECONDS.toSeconds(LOOK_MILLIS) + " s");
    }
    if (waited && inTheWay && came < SLOW_BYTES) {
      return Optional.of("under 64 KiB a second, while others wait for memory");
    }
    return Optional.empty();
  }
}
