package godwit.bridge.detection;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// One receiver's sightings grouped into contact events.
///
/// Events are handed on as they close, in an order that the sightings alone decide. One thread.
public final class ContactEvents {
  /*
   * Time is what the sightings say. `latest` is the furthest seen; a sighting up to one gap behind
   * it is a late one and goes where it belongs. Further behind, the clock was set back: what is
   * open closes and time starts anew, which may split an event but never invents a length.
   *
   * The UTC day is part of the key. So midnight splits events, and a late sighting of the evening
   * still finds its event after the first one of the morning.
   *
   * Closing is exact when the identifier is heard again; the sweep (once a bin) only hands on
   * events of identifiers that fell silent, and frees them.
   */
  private static final int DAY_SECONDS = 86_400;

  private final EventRules rules;
  private final Consumer<ContactEvent> closed;
  private final Map<Key, OpenEvent> open = new LinkedHashMap<>();
  private Instant latest = Instant.MIN;
  private Instant nextSweep = Instant.MIN;
  private long dropped;
  private long clockSteps;

  private record Key(Identifier identifier, long epochDay) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDay = Long.compare(epochDay, other.epochDay);
      return byDay != 0 ? byDay : identifier.compareTo(other.identifier);
    }
  }

  public ContactEvents(EventRules rules, Consumer<ContactEvent> closed) {
    this.rules = rules;
    this.closed = closed;
  }

  /// Adds a sighting to its event; a new one opens unless too many are open.
  public void add(Sighting sighting) {
    Instant time = sighting.time();
    moveTo(time);
    long epochDay = Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
    Key key = new Key(sighting.detection().identifier(), epochDay);
    OpenEvent event = open.get(key);
    if (event != null && !event.takes(time)) {
      open.remove(key);
      closed.accept(event.close());
      event = null;
    }
    if (event == null) {
      if (open.size() == rules.maxOpen()) {
        dropped++;
        return;
      }
      event = new OpenEvent(rules, sighting);
      open.put(key, event);
    }
    event.add(sighting, latest.minus(rules.gap()));
  }

  /// Closes what is open: the sightings ended.
  public void closeAll() {
    open.values().forEach(event -> closed.accept(event.close()));
    open.clear();
  }

  /// Sightings that found too many events open.
  public long dropped() {
    return dropped;
  }

  /// How often time fell back by more than a gap.
  public long clockSteps() {
    return clockSteps;
  }

  private void moveTo(Instant time) {
    if (time.plus(rules.gap()).isBefore(latest)) {
      closeAll();
      clockSteps++;
      latest = time;
      nextSweep = time.plusSeconds(rules.binSeconds());
    } else if (time.isAfter(latest)) {
      latest = time;
      if (!latest.isBefore(nextSweep)) sweep();
    }
  }

  private void sweep() {
    Instant silentSince = latest.minus(rules.gap());
    for (Iterator<OpenEvent> events = open.values().iterator(); events.hasNext(); ) {
      OpenEvent event = events.next();
      if (event.endedBefore(silentSince)) {
        events.remove();
        closed.accept(event.close());
      }
    }
    nextSweep = latest.plusSeconds(rules.binSeconds());
  }
}
