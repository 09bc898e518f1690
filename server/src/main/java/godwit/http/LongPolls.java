package godwit.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The callers of one node that wait for something new: how many there are, and who tells them.
///
/// One a node, used from any thread.
public final class LongPolls {
  /// Those that may wait at a node; beyond it nobody is made to wait.
  static final int AT_ONCE = 512;

  /// Those of one peer, or of one venue.
  public static final int OF_A_PEER = 8;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> waiting = new HashMap<>();
  private int all;
  private volatile boolean closed;

  /// Says that there may be something new.
  public void ring() {
    listeners.forEach(Runnable::run);
  }

  /// Says that nobody is to wait any more.
  public void close() {
    closed = true;
    ring();
  }

  public boolean isClosed() {
    return closed;
  }

  /// @param listener is run on whatever thread rings
  public void onRing(Runnable listener) {
    listeners.add(listener);
  }

  /// Whether one more may wait. Who may has to [#leave].
  ///
  /// @param who it is: a peer's path, or a venue's
  public synchronized boolean tryEnter(String who) {
    int own = waiting.getOrDefault(who, 0);
    if (closed || all >= AT_ONCE || own >= OF_A_PEER) return false;
    waiting.put(who, own + 1);
    all++;
    return true;
  }

  public synchronized void leave(String who) {
    waiting.computeIfPresent(who, (_, count) -> count > 1 ? count - 1 : null);
    all--;
  }

  /// How many wait just now.
  public synchronized int count() {
    return all;
  }
}
