package godwit.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/// Everything that a seed decides, and what has come of it so far.
final class Choices {
  private final Random random;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private final MessageDigest trace;
  private boolean calm;

  Choices(long seed) {
    random = new Random(seed);
    try {
      trace = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// From now on nothing goes wrong.
  void calm() {
    calm = true;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int perThousand) {
    return random.nextInt(1000) < perThousand;
  }

  <T> T of(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /// Numbers for somebody who is to choose by himself.
  Random branch() {
    return new Random(random.nextLong());
  }

  /// Perhaps a fault of a kind. It counts once it has happened.
  Optional<Fault> fault(Fault.Kind kind, int perThousand) {
    return calm || !chance(perThousand) ? Optional.empty() : Optional.of(of(Fault.of(kind)));
  }

  synchronized void happened(Fault fault) {
    counts.merge(fault, 1, Integer::sum);
    note(fault.name());
  }

  /// Remembers what was done, so that two runs can be compared.
  synchronized void note(String step) {
    trace.update((step + "\n").getBytes(StandardCharsets.UTF_8));
  }

  synchronized Map<Fault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  /// What tells this course of events from others. Nothing is to be noted after it.
  String trace() {
    return HexFormat.of().formatHex(trace.digest(), 0, 8);
  }
}
