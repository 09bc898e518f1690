package godwit.intake;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.VenueCursor;
import godwit.store.venue.VenueKeys;
import java.util.Arrays;

/// Which venues one batch has exposures of, up to a bound; beyond, that there are many.
/*
 * A table of keys, open addressing: no allocation a record. Zero marks a free place: the key of a
 * venue is never that, since no country has the number 0.
 */
final class VenueTally {
  /// How many are named.
  static final int NAMED = 1_024;

  private static final int PLACES = 4 * NAMED;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final int SHIFT = Long.numberOfLeadingZeros(PLACES - 1);

  private final VenueCursor cursor = new VenueCursor();
  private long[] places = new long[0];
  private int count;
  private boolean many;

  /// Adds the venues of a sound block of kind 2.
  void add(BlockHeader header, byte[] bytes, int offset) {
    if (many) return;
    if (places.length == 0) places = new long[PLACES];
    cursor.wrap(bytes, offset, header);
    int authority = header.routing().code();
    while (!many && cursor.next()) add(VenueKeys.key(authority, cursor.venue()));
  }

  VenueKeys keys() {
    return new VenueKeys(
        many ? new long[0] : Arrays.stream(places).filter(key -> key != 0).toArray(), many);
  }

  private void add(long key) {
    int place = (int) ((key * SPREAD) >>> SHIFT);
    while (places[place] != 0) {
      if (places[place] == key) return;
      place = (place + 1) % PLACES;
    }
    if (count == NAMED) {
      many = true;
      places = new long[0];
    } else {
      places[place] = key;
      count++;
    }
  }
}
