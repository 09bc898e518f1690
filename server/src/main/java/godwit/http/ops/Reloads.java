package godwit.http.ops;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reading the configuration again while the node runs.
public interface Reloads {
  /// What came of the last reading.
  ///
  /// @param loaded when the configuration that is in use was read
  /// @param problem why the last one that was read is not in use; empty if it is
  /// @param restart keys that differ from those in use, and count after a restart only
  record State(Instant loaded, Optional<String> problem, List<String> restart) {
    public State {
      restart = List.copyOf(restart);
    }
  }

  /// Reads it again. Fails of faults alone: what is wrong with a configuration is in the state.
  Future<State> reload();

  State state();
}
