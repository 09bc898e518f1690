package godwit.store.venue;

/// Which venues an upload has exposures of.
///
/// @param keys one a venue: its authority's routing code, then its own code, 32 bits each
/// @param many whether there were too many to name; then none is named
public record VenueKeys(long[] keys, boolean many) {
  public static final VenueKeys NONE = new VenueKeys(new long[0], false);

  /// The key of a venue.
  public static long key(int authority, long venue) {
    return (long) authority << 32 | venue;
  }

  static int authority(long key) {
    return (int) (key >> 32);
  }

  static long venue(long key) {
    return key & 0xFFFF_FFFFL;
  }

  public boolean isEmpty() {
    return keys.length == 0 && !many;
  }
}
