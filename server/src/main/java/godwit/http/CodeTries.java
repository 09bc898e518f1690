package godwit.http;

import godwit.time.TimeSource;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often codes may be tried that turn out to be none: by one address, and by all together.
///
/// Shared by all event loops of a node.
/*
 * A try takes its share before the code is looked up, and gets it back if the code was good. So
 * tries at once cannot pass a bound, and those who have good codes use nothing up. An address that
 * has used its share up takes nothing of the node's: one of them cannot lock the others out.
 *
 * A share is kept as the time at which all of it will have grown back, which is one number an
 * address. Nothing survives a restart, and need not: a code has 80 bits, and what makes it good
 * for one use is in the database.
 */
public final class CodeTries {
  /// Addresses that are remembered; beyond, the one that tried longest ago is forgotten.
  static final int ADDRESSES = 65_536;

  /// Of one address: IPv4, or the first 64 bits of IPv6, which is what one household gets.
  public static final Share ADDRESS = new Share(20, Duration.ofMinutes(3));

  /// Of all addresses together.
  static final Share NODE = new Share(10_000, Duration.ofMillis(10));

  /// Registrations of one address, and secrets that are nobody's: behind it there may be a whole
  /// network's phones.
  public static final Share REGISTRATIONS = new Share(256, Duration.ofSeconds(1));

  private static final String CODES = "too many codes were tried that are none";

  private final TimeSource time;
  private final Share address;
  private final String sentence;
  private final Map<Network, Long> wholeAt = new LinkedHashMap<>(16, 0.75f, true);
  private long nodeWholeAt;

  public CodeTries(TimeSource time) {
    this(time, ADDRESS, CODES);
  }

  private CodeTries(TimeSource time, Share address, String sentence) {
    this.time = time;
    this.address = address;
    this.sentence = sentence;
    this.nodeWholeAt = time.nanoTime();
  }

  /// Of registrations, each of which uses its share up.
  public static CodeTries ofRegistrations(TimeSource time) {
    return new CodeTries(time, REGISTRATIONS, "too many registrations, or secrets that are none");
  }

  /// So many failures at once, and one more each time that so long has gone by.
  public record Share(int failures, Duration each) {
    private long nanos() {
      return failures * each.toNanos();
    }
  }

  /// Who tries.
  private record Network(boolean version6, long prefix) {}

  /// A try that has begun. Unless it is given back, it counts as failed.
  public final class Try {
    private final Network network;

    private Try(Network network) {
      this.network = network;
    }

    /// The code was good.
    public void giveBack() {
      CodeTries.this.giveBack(network);
    }
  }

  /// Begins a try.
  ///
  /// @param from an address, as an IP literal
  /// @throws Refusal if there were too many that failed
  public synchronized Try begin(String from) {
    Network network = network(from);
    long now = time.nanoTime();
    long own = taken(wholeAt.getOrDefault(network, now), now, address);
    long node = taken(nodeWholeAt, now, NODE);
    wholeAt.put(network, own);
    nodeWholeAt = node;
    if (wholeAt.size() > ADDRESSES) wholeAt.remove(wholeAt.keySet().iterator().next());
    return new Try(network);
  }

  /// Addresses that are remembered.
  synchronized int addresses() {
    return wholeAt.size();
  }

  private synchronized void giveBack(Network network) {
    long now = time.nanoTime();
    wholeAt.computeIfPresent(network, (_, at) -> {
      long before = at - address.each().toNanos();
      return before - now > 0 ? before : null;
    });
    nodeWholeAt -= NODE.each().toNanos();
  }

  /* When a share is whole again after one more failure. */
  private long taken(long wholeAt, long now, Share share) {
    long after = (wholeAt - now > 0 ? wholeAt : now) + share.each().toNanos();
    long tooMuch = after - now - share.nanos();
    if (tooMuch <= 0) return after;
    throw Refusal.overQuota((int) Duration.ofNanos(tooMuch).toSeconds() + 1, sentence);
  }

  private static Network network(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    ByteBuffer read = ByteBuffer.wrap(bytes);
    return bytes.length == Integer.BYTES
        ? new Network(false, read.getInt())
        : new Network(true, read.getLong());
  }
}
