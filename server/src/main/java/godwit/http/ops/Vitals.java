package godwit.http.ops;

import java.util.Optional;

/// What a node knows of its own state, without asking its database.
public interface Vitals {
  /// Why it can do nothing any more until its process is started again; empty while it can.
  Optional<String> hopeless();

  /// Why it takes no requests just now; empty while it does.
  Optional<String> unready();
}
