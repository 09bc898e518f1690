package godwit.exchange.delivery;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.OptionalLong;

/// Compares what a peer confirms with what it was sent.
///
/// - shape: a receipt, or what stands for one: the problem of a batch of which nothing was
///   accepted, a hub's word that the destination confirmed by fetching
/// - units: counts are of records; they are whole numbers, never text, never with a fraction
/// - errors: none: whatever does not fit has its [Fit]
/// - source: docs/protocol.md, "What counts as delivered"
public final class ReceiptCheck {
  private ReceiptCheck() {}

  /// Whether a receipt is that of the batch, and if not, what gives it away.
  public enum Fit {
    FITS("the batch's own receipt"),
    NO_RECEIPT("no receipt"),
    OTHER_BATCH("the receipt of another batch"),
    OTHER_DIGEST("a receipt with another digest"),
    OTHER_COUNTS("a receipt with other counts");

    private final String text;

    Fit(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Compares a receipt: id, digest, and all counts that it has.
  public static Fit compare(JsonObject receipt, Sent sent) {
    if (!(receipt.getValue("batch") instanceof String batch)) return Fit.NO_RECEIPT;
    if (!batch.equalsIgnoreCase(sent.batch().toString())) return Fit.OTHER_BATCH;
    if (!hasDigest(receipt, sent)) return Fit.OTHER_DIGEST;
    return hasRecords(receipt, sent) && countsAddUp(receipt, sent) ? Fit.FITS : Fit.OTHER_COUNTS;
  }

  /// Compares what a hub says of a destination that confirmed by fetching.
  static Fit comparePulled(JsonObject delivery, Sent sent) {
    if (!hasDigest(delivery, sent)) return Fit.OTHER_DIGEST;
    return hasRecords(delivery, sent) ? Fit.FITS : Fit.OTHER_COUNTS;
  }

  /// Whether the receipt says that all records were rejected.
  static boolean saysNothingAccepted(JsonObject receipt) {
    OptionalLong accepted = count(receipt, "accepted");
    OptionalLong records = count(receipt, "records");
    return accepted.isPresent()
        && accepted.getAsLong() == 0
        && records.isPresent()
        && records.getAsLong() > 0;
  }

  private static boolean hasDigest(JsonObject receipt, Sent sent) {
    return receipt.getValue("digest") instanceof String digest
        && digest.toLowerCase(Locale.ROOT).equals(sent.digest());
  }

  private static boolean hasRecords(JsonObject receipt, Sent sent) {
    OptionalLong records = count(receipt, "records");
    return records.isPresent() && records.getAsLong() == sent.records();
  }

  /* What a receipt leaves out is not held against it; what it says must not contradict itself. */
  private static boolean countsAddUp(JsonObject receipt, Sent sent) {
    if (!receipt.containsKey("accepted")) return !receipt.containsKey("rejectedRecords");
    OptionalLong accepted = count(receipt, "accepted");
    if (accepted.isEmpty() || accepted.getAsLong() > sent.records()) return false;
    long rejected = sent.records() - accepted.getAsLong();
    if (receipt.containsKey("rejectedRecords")) {
      OptionalLong said = count(receipt, "rejectedRecords");
      return said.isPresent() && said.getAsLong() == rejected;
    }
    if (!(receipt.getValue("rejected") instanceof JsonArray entries)) return true;
    OptionalLong listed = recordsOf(entries);
    if (listed.isEmpty()) return false;
    /* Entries beyond a bound are left out, and only counted. */
    return receipt.containsKey("rejectedOmitted")
        ? listed.getAsLong() <= rejected
        : listed.getAsLong() == rejected;
  }

  private static OptionalLong recordsOf(JsonArray entries) {
    long sum = 0;
    for (int index = 0; index < entries.size(); index++) {
      if (!(entries.getValue(index) instanceof JsonObject entry)) return OptionalLong.empty();
      OptionalLong records = count(entry, "records");
      if (records.isEmpty() || records.getAsLong() > Long.MAX_VALUE - sum) {
        return OptionalLong.empty();
      }
      sum += records.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static OptionalLong count(JsonObject receipt, String member) {
    return switch (receipt.getValue(member)) {
      case Integer small when small >= 0 -> OptionalLong.of(small);
      case Long large when large >= 0 -> OptionalLong.of(large);
      case null, default -> OptionalLong.empty();
    };
  }
}
