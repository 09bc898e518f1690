package godwit.domain.revocation;

/// A bounded set of exposures by their [RecordHash].
/*
 * A table of numbers, open addressing: millions are looked up in it, and nearly none is found.
 */
public final class RecordSet {
  /// How many are held: what a step takes back.
  public static final int MOST = 65_536;

  private static final int PLACES = 4 * MOST;
  private static final int SHIFT = Long.numberOfLeadingZeros(PLACES - 1L);

  private long[] places = new long[0];
  private int size;

  /// Adds one, unless it is there or there is no room.
  ///
  /// @return whether it is there now
  public boolean add(long hash) {
    if (places.length == 0) places = new long[PLACES];
    int place = place(hash);
    if (places[place] == hash) return true;
    if (size == MOST) return false;
    places[place] = hash;
    size++;
    return true;
  }

  public boolean holds(long hash) {
    return size > 0 && places[place(hash)] == hash;
  }

  public int size() {
    return size;
  }

  private int place(long hash) {
    int place = (int) (hash >>> SHIFT);
    while (places[place] != 0 && places[place] != hash) place = (place + 1) & (PLACES - 1);
    return place;
  }
}
