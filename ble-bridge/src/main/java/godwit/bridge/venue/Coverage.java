package godwit.bridge.venue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// In which 10 s of a day somebody listened in which area: so that "nobody was there" and "nobody
/// listened" are two things.
///
/// One thread.
final class Coverage {
  private static final long BIN_MILLIS = 10_000;
  private static final long DAY_BINS = 8_640;
  private static final int KEPT_DAYS = 3;
  private static final int MAX_AREAS = 512;

  private final Map<Place, BitSet> heard = new HashMap<>();

  private record Place(String area, long day) {}

  /// Somebody listened in an area from one moment to another.
  void listened(String area, long fromMillis, long toMillis) {
    for (long bin = fromMillis / BIN_MILLIS; bin <= toMillis / BIN_MILLIS; bin++) {
      Place place = new Place(area, bin / DAY_BINS);
      BitSet bins = heard.get(place);
      if (bins == null) {
        if (heard.size() >= MAX_AREAS * KEPT_DAYS) return;
        bins = new BitSet();
        heard.put(place, bins);
        heard.keySet().removeIf(each -> each.day() < place.day() - KEPT_DAYS);
      }
      bins.set((int) (bin % DAY_BINS));
    }
  }

  /// Percent of the bins from one moment to another in which somebody listened in one of the areas.
  int percent(List<String> areas, long fromMillis, long toMillis) {
    long first = fromMillis / BIN_MILLIS;
    long last = toMillis / BIN_MILLIS;
    long covered = 0;
    for (long bin = first; bin <= last; bin++) {
      if (isCovered(areas, bin)) covered++;
    }
    return (int) (covered * 100 / (last - first + 1));
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(heard.size());
      for (Map.Entry<Place, BitSet> entry : heard.entrySet()) {
        byte[] bins = entry.getValue().toByteArray();
        out.writeUTF(entry.getKey().area());
        out.writeInt((int) entry.getKey().day());
        out.writeShort(bins.length);
        out.write(bins);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return bytes.toByteArray();
  }

  void restore(byte[] bytes) throws IOException {
    if (bytes.length == 0) return;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int places = in.readInt();
      for (int index = 0; index < places; index++) {
        Place place = new Place(in.readUTF(), in.readInt());
        byte[] bins = new byte[in.readUnsignedShort()];
        in.readFully(bins);
        heard.computeIfAbsent(place, each -> new BitSet()).or(BitSet.valueOf(bins));
      }
    }
  }

  private boolean isCovered(List<String> areas, long bin) {
    for (String area : areas) {
      BitSet bins = heard.get(new Place(area, bin / DAY_BINS));
      if (bins != null && bins.get((int) (bin % DAY_BINS))) return true;
    }
    return false;
  }
}
