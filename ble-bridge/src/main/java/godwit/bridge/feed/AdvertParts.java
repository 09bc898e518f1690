package godwit.bridge.feed;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Extended adverts of which only the first parts have come.
///
/// The one place that knows addresses: parts of one advert share address and advertising set. They
/// are forgotten once joined, after a second, or when too many wait.
final class AdvertParts {
  /// The most that one advert's parts hold together (Bluetooth Core Specification, Vol 6 Part B).
  static final int MAX_ADVERT_BYTES = 1650;

  static final int MAX_WAITING = 256;

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final Map<Source, Parts> waiting = new LinkedHashMap<>();
  private long abandoned;

  /// Who sends: address with its type in the upper bits, and advertising set.
  record Source(long address, int set, boolean scanResponse) {
    @Override
    public String toString() {
      return "Source[set=" + set + "]";
    }
  }

  private static final class Parts {
    private final Instant since;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean tooLong;

    private Parts(Instant since) {
      this.since = since;
    }

    private void add(byte[] part) {
      tooLong |= bytes.size() + part.length > MAX_ADVERT_BYTES;
      if (!tooLong) bytes.writeBytes(part);
    }
  }

  /// Keeps a part that more will follow.
  void add(Source source, Instant time, byte[] part) {
    Parts parts = current(source, time);
    if (parts == null) {
      if (waiting.size() == MAX_WAITING) abandonOldest();
      parts = new Parts(time);
      waiting.put(source, parts);
    }
    parts.add(part);
  }

  /// The whole advert that ends with this part; empty if it is longer than any advert.
  Optional<byte[]> join(Source source, Instant time, byte[] last) {
    Parts parts = current(source, time);
    if (parts == null) return Optional.of(last);
    waiting.remove(source);
    parts.add(last);
    return parts.tooLong ? Optional.empty() : Optional.of(parts.bytes.toByteArray());
  }

  /// Adverts whose end never came.
  long abandoned() {
    return abandoned;
  }

  /// Counts what still waits as abandoned: the feed ended.
  void end() {
    abandoned += waiting.size();
    waiting.clear();
  }

  private @Nullable Parts current(Source source, Instant time) {
    Parts parts = waiting.get(source);
    if (parts == null) return null;
    if (Duration.between(parts.since, time).abs().compareTo(MAX_WAIT) <= 0) return parts;
    waiting.remove(source);
    abandoned++;
    return null;
  }

  private void abandonOldest() {
    waiting.remove(waiting.keySet().iterator().next());
    abandoned++;
  }
}
