package godwit.store.embedded;

import java.time.Duration;

/// What an embedded server's owner hears when the server dies without having been asked to.
public sealed interface Outage {
  /// The server ended; it is being started again.
  ///
  /// @param status its exit status; 128 and more stand for a signal
  record Died(int status) implements Outage {}

  /// The server takes connections again; those of before are broken.
  ///
  /// @param duration how long it did not
  record Over(Duration duration) implements Outage {}

  /// An attempt to start the server failed; there will be another.
  ///
  /// @param attempts so far, one after another
  /// @param reason the failure, for the operator
  record Lasting(int attempts, String reason) implements Outage {}
}
