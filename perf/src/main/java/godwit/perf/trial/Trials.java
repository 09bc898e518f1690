package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Step;
import java.util.List;

/// Which steps a trial is.
public final class Trials {
  private Trials() {}

  public static List<Step> of(String name, Trial trial, Nodes nodes) {
    return switch (trial) {
      case Trial.Soak soak -> List.of(new SoakStep(name, soak, nodes));
      case Trial.SlowSenders slow -> List.of(new SlowSendersStep(name, slow, nodes));
      case Trial.LongBody body -> List.of(new LongBodyStep(name, body, nodes));
      case Trial.LoopDelay delay -> List.of(new LoopDelayStep(name, delay, nodes));
      case Trial.FullDatabase full -> List.of(new FullDatabaseStep(name, full, nodes));
      case Trial.ForgetDay forget -> List.of(new ForgetDayStep(name, forget, nodes));
      case Trial.IdleConnections idle -> List.of(new IdleConnectionsStep(name, idle, nodes));
      case Trial.Handshakes handshakes -> List.of(new HandshakesStep(name, handshakes, nodes));
      case Trial.Phones phones -> List.of(new PhonesStep(name, phones, nodes));
      case Trial.Filter filter -> List.of(new FilterStep(name, filter));
      case Trial.Crossing crossing -> List.of(new CrossingStep(name, crossing, nodes));
      case Trial.Variants variants ->
        variants.variants().stream()
            .<Step>map(variant -> new VariantStep(name, variants, variant, nodes))
            .toList();
    };
  }
}
