package godwit.http.ops;

import java.util.List;
import java.util.Optional;

/// What a node knows of its own state, without asking its database.
public interface Vitals {
  /// Why it can do nothing any more until its process is started again; empty while it can.
  Optional<String> hopeless();

  /// What it can do in spite of, and somebody should look at.
  List<String> warnings();

  /// Why it takes no requests just now; empty while it does.
  Optional<String> unready();
}
