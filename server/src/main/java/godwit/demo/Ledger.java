package godwit.demo;

import godwit.codec.payload.Bytes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What the phones of one country had sent out and somebody uploaded, and how often their
/// exposure list told them of it: once each, or something is wrong.
///
/// Safe for several threads.
final class Ledger {
  private final Map<Bytes, Sent> sent = new HashMap<>();
  private final Map<Country, Counts> counts = new EnumMap<>(Country.class);
  private final long[] scores;
  private final CrossingTimes times;
  private final Country home;
  private long unexpected;

  Ledger(Country home, int phones, CrossingTimes times) {
    this.home = home;
    this.scores = new long[phones];
    this.times = times;
    for (Country country : Country.values()) counts.put(country, new Counts());
  }

  private static final class Sent {
    private final int phone;
    private final int upload;
    private final Country uploader;
    private boolean found;
    private int score;

    Sent(int phone, int upload, Country uploader) {
      this.phone = phone;
      this.upload = upload;
      this.uploader = uploader;
    }
  }

  private static final class Counts {
    private long uploaded;
    private long matched;
    private long again;
  }

  /// How much of one country's uploads was about these phones.
  ///
  /// @param uploaded contact events
  /// @param matched those of them that the phones found in their list
  /// @param again findings beyond the first of a payload
  record ReceiptBuilder(long uploaded, long matched, long again) {}

  /// Says that an upload with this payload of such a phone is about to leave.
  synchronized void expect(Country uploader, int upload, int phone, byte[] payload) {
    if (sent.put(Bytes.copyOf(payload), new Sent(phone, upload, uploader)) != null) {
      throw new IllegalStateException("a payload twice in upload=" + upload);
    }
    of(uploader).uploaded++;
  }

  /// Says that the list holds this payload.
  ///
  /// @param score hundredths of a risk-weighted minute
  /// @param nanos when the page was there, by [godwit.time.TimeSource#nanoTime()]
  synchronized void find(byte[] payload, int score, long nanos) {
    Sent match = sent.get(Bytes.copyOf(payload));
    if (match == null) {
      unexpected++;
      return;
    }
    if (match.found) {
      of(match.uploader).again++;
      return;
    }
    match.found = true;
    match.score = score;
    of(match.uploader).matched++;
    scores[match.phone] += score;
    if (match.uploader != home) times.seen(match.upload, nanos);
  }

  /// Says that the list takes back what it held of this payload.
  synchronized void takeBack(byte[] payload) {
    Sent match = sent.get(Bytes.copyOf(payload));
    if (match == null || !match.found) return;
    match.found = false;
    of(match.uploader).matched--;
    scores[match.phone] -= match.score;
  }

  synchronized ReceiptBuilder tally(Country uploader) {
    Counts of = of(uploader);
    return new ReceiptBuilder(of.uploaded, of.matched, of.again);
  }

  /// Payloads in the list that no phone of this country had sent out, as far as was uploaded.
  synchronized long unexpected() {
    return unexpected;
  }

  /// Phones whose scores add up to this or more, in hundredths of a minute.
  synchronized long alerts(long threshold) {
    return Arrays.stream(scores).filter(score -> score >= threshold).count();
  }

  private Counts of(Country uploader) {
    return counts.computeIfAbsent(uploader, _ -> new Counts());
  }
}
