package godwit.phone;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.Bytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/// What an authority's list says of each payload and day: what was taken back counts no more.
///
/// All phones of a country may share one, as they share the download.
public final class ListSums {
  private static final double HUNDREDTHS = 100;

  private final ListPages pages;
  private final IntToDoubleFunction thresholds;
  private final Map<Key, Double> sums = new HashMap<>();

  private record Key(Bytes payload, int date) {}

  /// @param thresholds in minutes, by mechanism
  public ListSums(AuthorityClient server, IntToDoubleFunction thresholds) {
    this.pages = new ListPages(server, new Adding());
    this.thresholds = thresholds;
  }

  /// Reads all that is there now.
  public void catchUp() throws IOException {
    pages.catchUp();
  }

  /// What a payload's contacts of a day add up to, in shares of the threshold.
  ///
  /// @param payload exposure header first
  /// @param date days since 1970-01-01 UTC
  public double of(byte[] payload, int date) {
    return sums.getOrDefault(new Key(Bytes.copyOf(payload), date), 0.0);
  }

  private final class Adding implements ListPages.Entries {
    @Override
    public void page(Preamble preamble) {}

    @Override
    public void exposure(BlockHeader of, byte[] payload, int score) {
      Key key = new Key(Bytes.copyOf(payload), of.date());
      if (of.isRevocation()) {
        sums.remove(key);
        return;
      }
      double minutes = score / HUNDREDTHS;
      sums.merge(key, minutes / thresholds.applyAsDouble(of.mechanism()), Double::sum);
    }
  }
}
