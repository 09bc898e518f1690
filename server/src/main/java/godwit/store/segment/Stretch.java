package godwit.store.segment;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Segments of one day that are read with one query: one large one, or many small ones.
public record Stretch(List<Place> places) {
  /* Of one query: its rows are held at once. */
  private static final int READ_BYTES = 256 * 1024;
  private static final int READ_SEGMENTS = 256;

  public Stretch {
    places = List.copyOf(places);
  }

  LocalDate day() {
    return places.getFirst().day();
  }

  /// One segment.
  public static Stretch of(Place place) {
    return new Stretch(List.of(place));
  }

  /// All these places, in their order, in stretches of little memory.
  public static List<Stretch> of(List<Place> places) {
    return of(places, READ_BYTES);
  }

  /// All these places, in their order, in as few stretches as memory allows.
  ///
  /// @param most bytes of a stretch, unless one segment alone has more
  public static List<Stretch> of(List<Place> places, int most) {
    List<Stretch> stretches = new ArrayList<>();
    int first = 0;
    int bytes = 0;
    for (int index = 0; index < places.size(); index++) {
      int more = places.get(index).bytes();
      boolean full = bytes + more > most || index - first == READ_SEGMENTS;
      boolean over = !places.get(index).day().equals(places.get(first).day());
      if (over || (full && index > first)) {
        stretches.add(new Stretch(places.subList(first, index)));
        first = index;
        bytes = 0;
      }
      bytes += more;
    }
    if (first < places.size()) stretches.add(new Stretch(places.subList(first, places.size())));
    return stretches;
  }
}
