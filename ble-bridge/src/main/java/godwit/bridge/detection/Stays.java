package godwit.bridge.detection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The stage that gathers sightings: one stay for each identifier and UTC day.
///
/// So midnight splits events, and a late sighting of the evening still finds its stay after the
/// first one of the morning. Bounded: sightings that would pass a bound are dropped and counted.
/// One
/// thread.
public final class Stays {
  /// @param stays at once
  /// @param entries of all stays together, 8 bytes each
  /// @param entriesOfOne stay before what it heard is put together bin by bin
  /// @param staysOfReceiver that one receiver may begin, so that a forged one cannot take all
  public record Bounds(int stays, int entries, int entriesOfOne, int staysOfReceiver) {
    /// For a capture: nothing is put together, so that every figure is exact.
    public static final Bounds CAPTURE =
        new Bounds(500_000, 8_000_000, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /// For a venue.
    public static final Bounds VENUE = new Bounds(100_000, 4_000_000, 2_048, 20_000);
  }

  private final EventRules rules;
  private final Bounds bounds;
  private final Map<Key, Stay> stays = new LinkedHashMap<>();
  private final List<Receiver> receivers = new ArrayList<>();
  private final Map<Receiver, Integer> indexes = new HashMap<>();
  private final Map<Integer, Integer> begun = new HashMap<>();
  private long entries;
  private long dropped;

  /// An identifier on a day.
  public record Key(Identifier identifier, long day) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDay = Long.compare(day, other.day);
      return byDay != 0 ? byDay : identifier.compareTo(other.identifier);
    }
  }

  public Stays(EventRules rules, Bounds bounds) {
    this.rules = rules;
    this.bounds = bounds;
  }

  /// Adds a sighting to its stay.
  ///
  /// @param now on the clock by which [Stay#touched] is asked for
  /// @return false if it was dropped
  public boolean add(Sighting sighting, long now) {
    long millis = sighting.millis();
    Key key =
        new Key(sighting.detection().identifier(), Math.floorDiv(millis, (long) Stay.DAY_MILLIS));
    int receiver = index(sighting.receiver());
    if (receiver < 0 || entries >= bounds.entries()) return drop();
    Stay stay = stays.get(key);
    if (stay == null) {
      boolean full = stays.size() >= bounds.stays()
          || begun.getOrDefault(receiver, 0) >= bounds.staysOfReceiver();
      if (full) return drop();
      begun.merge(receiver, 1, Integer::sum);
      stay = new Stay(sighting.detection(), key.day());
      stay.begin(receiver);
      stays.put(key, stay);
    }
    int ofDay = (int) Math.floorMod(millis, (long) Stay.DAY_MILLIS);
    stay.add(Entry.of(ofDay, ofDay, receiver, sighting.rssi(), 1, sighting.quality()));
    stay.touch(now);
    entries++;
    if (stay.size() > bounds.entriesOfOne()) compact(stay, Stay.DAY_MILLIS + rules.binMillis());
    return true;
  }

  /// Takes in a stay that was stored.
  public void restore(Stay stay, long now) {
    Key key = new Key(stay.detection().identifier(), stay.day());
    stay.touch(now);
    Stay present = stays.putIfAbsent(key, stay);
    if (present != null) present.merge(stay);
    entries += stay.size();
  }

  /// Puts together what was heard before a moment, bin by bin.
  public void compactBefore(long millis) {
    for (Stay stay : stays.values()) {
      long before = millis - stay.day() * Stay.DAY_MILLIS;
      if (before <= 0 || stay.size() < 2) continue;
      compact(stay, (int) Math.min(before, Stay.DAY_MILLIS + rules.binMillis()));
    }
  }

  /// Takes out the stays for which a condition holds.
  public List<Stay> take(Predicate<Stay> condition) {
    List<Stay> taken = new ArrayList<>();
    stays.values().removeIf(stay -> {
      if (!condition.test(stay)) return false;
      taken.add(stay);
      return true;
    });
    for (Stay stay : taken) {
      entries -= stay.size();
      begun.computeIfPresent(stay.begunBy(), (receiver, count) -> count > 1 ? count - 1 : null);
    }
    return taken;
  }

  public Collection<Stay> all() {
    return stays.values();
  }

  /// The index of a receiver, given to it when it is first heard of; -1 if there are too many.
  public int index(Receiver receiver) {
    Integer index = indexes.get(receiver);
    if (index != null) return index;
    if (receivers.size() == Entry.MAX_RECEIVERS) return -1;
    receivers.add(receiver);
    indexes.put(receiver, receivers.size() - 1);
    return receivers.size() - 1;
  }

  public Optional<Receiver> receiver(int index) {
    return index < receivers.size() ? Optional.of(receivers.get(index)) : Optional.empty();
  }

  public List<Receiver> receivers() {
    return List.copyOf(receivers);
  }

  /// Sightings that passed a bound.
  public long dropped() {
    return dropped;
  }

  public int size() {
    return stays.size();
  }

  public long entries() {
    return entries;
  }

  private boolean drop() {
    dropped++;
    return false;
  }

  private void compact(Stay stay, int beforeMillis) {
    entries -= stay.size();
    stay.compact(beforeMillis, rules.binMillis());
    entries += stay.size();
  }
}
