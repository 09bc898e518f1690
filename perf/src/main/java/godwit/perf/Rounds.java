package godwit.perf;

import godwit.perf.machine.MachineStat;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/// Measures one step, and again where the hypervisor took the processors away meanwhile.
final class Rounds {
  /// More than this share of the time, and a measurement is repeated.
  static final double MAX_STEAL = 0.05;

  /// How often it is repeated at most; the last one counts, whatever it met.
  static final int REPEATS = 3;

  private final Watch watch;
  private final Consumer<String> tell;
  private int repeated;

  /// What is known of the machine.
  interface Watch {
    MachineStat now() throws IOException;

    MachineStat.Noise noiseSince(MachineStat earlier) throws IOException;
  }

  /// This machine.
  static final Watch MACHINE = new Watch() {
    @Override
    public MachineStat now() throws IOException {
      return MachineStat.read();
    }

    @Override
    public MachineStat.Noise noiseSince(MachineStat earlier) throws IOException {
      return MachineStat.noiseSince(earlier);
    }
  };

  /// @param tell is given a line for each measurement
  Rounds(Watch watch, Consumer<String> tell) {
    this.watch = watch;
    this.tell = tell;
  }

  /// Measurements that were repeated so far.
  int repeated() {
    return repeated;
  }

  /// @param counts whether its figures do: what only warms up is not repeated
  PassFigures measure(String pass, boolean counts, Step step) throws IOException {
    for (int again = 0; ; again++) {
      MachineStat before = watch.now();
      PassFigures sample = step.measure();
      MachineStat.Noise noise = watch.noiseSince(before);
      boolean mayRepeat = counts && again < REPEATS && !step.isOnce();
      boolean disturbed = noise.steal() > MAX_STEAL && mayRepeat;
      tell.accept(String.format(
          Locale.ROOT,
          "%s  %-32s load %.2f  steal %4.1f %%  %s",
          pass,
          step.name(),
          noise.load(),
          100 * noise.steal(),
          disturbed ? "too much steal: repeated" : ReportText.brief(sample)));
      if (!disturbed) {
        return sample.with("load", noise.load()).with("stealPercent", 100 * noise.steal());
      }
      repeated++;
    }
  }
}
