package godwit.intake;

import godwit.codec.mix.RecordGroup;
import godwit.store.cases.EventIds;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The contact events of one batch, by their ids: each counts once for its case, and of one that
/// the batch has several times the highest revision does.
/*
 * A table of ids, open addressing: no allocation a record. An exposure that is still in its group
 * is taken out again when a higher revision comes; one that was handed on has left, and what comes
 * later is a repetition. Zero marks a free place.
 */
final class CaseEvents {
  private static final int FIRST_PLACES = 256;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final int NO_EXPOSURE = -1;
  private static final int HANDED_ON = -2;

  private final EventIds known;
  private long[] events = new long[FIRST_PLACES];
  private int[] revisions = new int[FIRST_PLACES];
  private int[] records = new int[FIRST_PLACES];
  private @Nullable RecordGroup[] groups = new RecordGroup[FIRST_PLACES];
  private int count;

  CaseEvents(EventIds known) {
    this.known = known;
  }

  /// Whether the case would have more events than are told apart.
  boolean isFull() {
    return known.ascending().length + count >= EventIds.MAX;
  }

  /// Says that so many more may come, so that the table need not grow several times.
  void expect(long more) {
    while (2 * (count + more) > events.length && events.length < EventIds.MAX) grow();
  }

  /// Whether this is news. Then what a lower revision had become is gone.
  boolean isNews(long id, int revision) {
    long event = key(id);
    if (known.holds(event)) return false;
    if (2 * count >= events.length) grow();
    int place = place(event);
    if (events[place] == event) {
      if (revision <= revisions[place] || records[place] == HANDED_ON) return false;
      RecordGroup group = groups[place];
      if (group != null) group.drop(records[place]);
    } else {
      events[place] = event;
      count++;
    }
    revisions[place] = revision;
    records[place] = NO_EXPOSURE;
    groups[place] = null;
    return true;
  }

  /// Notes that the event has become the last exposure of this group.
  void became(long id, RecordGroup group) {
    int place = place(key(id));
    records[place] = group.added() - 1;
    groups[place] = group;
  }

  /// Notes that all exposures so far have left their groups.
  void handedOn() {
    for (int place = 0; place < events.length; place++) {
      if (groups[place] == null) continue;
      groups[place] = null;
      records[place] = HANDED_ON;
    }
  }

  /// The events that became exposures, once all have been handed on.
  EventIds shared() {
    long[] shared = new long[count];
    int size = 0;
    for (int place = 0; place < events.length; place++) {
      if (events[place] != 0 && records[place] == HANDED_ON) shared[size++] = events[place];
    }
    long[] ascending = Arrays.copyOf(shared, size);
    Arrays.sort(ascending);
    return new EventIds(known.uploads(), ascending);
  }

  private static long key(long id) {
    return id == 0 ? 1 : id;
  }

  private int place(long event) {
    int mask = events.length - 1;
    int place = (int) ((event * SPREAD) >>> 32) & mask;
    while (events[place] != 0 && events[place] != event) place = (place + 1) & mask;
    return place;
  }

  private void grow() {
    long[] oldEvents = events;
    int[] oldRevisions = revisions;
    int[] oldRecords = records;
    @Nullable RecordGroup[] oldGroups = groups;
    int places = 2 * oldEvents.length;
    events = new long[places];
    revisions = new int[places];
    records = new int[places];
    groups = new RecordGroup[places];
    for (int old = 0; old < oldEvents.length; old++) {
      if (oldEvents[old] == 0) continue;
      int place = place(oldEvents[old]);
      events[place] = oldEvents[old];
      revisions[place] = oldRevisions[old];
      records[place] = oldRecords[old];
      groups[place] = oldGroups[old];
    }
  }
}
