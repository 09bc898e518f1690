package godwit.http.connection;

import godwit.log.RareLines;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// How many connections a listener has, of all and of one address; beyond, it turns them away.
///
/// An address is one of IPv4, or the first 64 bits of one of IPv6. From any thread.
public final class Door {
  private static final int NETWORK_BYTES = 8;

  private static final RareLines WARNINGS = RareLines.of(Door.class);

  private final String listener;
  private final int most;
  private final int mostOfOne;
  private final Map<ByteBuffer, Integer> open = new HashMap<>();
  private int all;

  /// @param listener its name in the configuration
  public Door(String listener, int most, int mostOfOne) {
    if (most < 1 || mostOfOne < 1) {
      throw new IllegalArgumentException("most=" + most + " mostOfOne=" + mostOfOne);
    }
    this.listener = listener;
    this.most = most;
    this.mostOfOne = Math.min(mostOfOne, most);
  }

  /// Counts a new connection; false if it has to go.
  public boolean enter(InetAddress from) {
    boolean full;
    synchronized (this) {
      ByteBuffer network = network(from);
      int ofOne = open.getOrDefault(network, 0);
      full = all >= most;
      if (!full && ofOne < mostOfOne) {
        open.put(network, ofOne + 1);
        all++;
        return true;
      }
    }
    WARNINGS.warn(
        listener + full,
        full
            ? "%s: %d connections are open, the most there may be; others are turned away"
                .formatted(listener, most)
            : ("%s: %d connections of one address are open, the most there may be;"
                    + " its others are turned away")
                .formatted(listener, mostOfOne));
    return false;
  }

  /// Counts one that had entered and has ended.
  public synchronized void leave(InetAddress from) {
    open.computeIfPresent(network(from), (_, count) -> count == 1 ? null : count - 1);
    all--;
  }

  public synchronized int open() {
    return all;
  }

  @Override
  public String toString() {
    return "%s %d (%d of one address)".formatted(listener, most, mostOfOne);
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES)).slice();
  }
}
