package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Backoff;
import godwit.exchange.TroubleLog;
import godwit.log.RareLines;
import godwit.store.outgoing.Outgoing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;

/// What the log has of the ends that batches of one peer come to: a line a minute of each kind, and
/// an alarm an hour.
///
/// A peer's text may say anything, so only what the protocol names gets into it.
final class DeliveryLog {
  private static final Pattern REASON = Pattern.compile("urn:hix:problem:([a-z-]{1,40})");
  private static final Duration BETWEEN_ALARMS = Duration.ofHours(1);

  private final Logger log;
  private final RoutingCode peer;
  private final RareLines lines;
  private final RareLines alarms;

  DeliveryLog(Logger log, RoutingCode peer, InstantSource clock) {
    this.log = log;
    this.peer = peer;
    this.lines = new RareLines(log, clock, TroubleLog.BETWEEN_LINES);
    this.alarms = new RareLines(log, clock, BETWEEN_ALARMS);
  }

  void ended(Outgoing outgoing, Delivery.End end) {
    long records = outgoing.records();
    switch (end) {
      case Delivery.Delivered delivered -> {
        log.debug("delivered to {}: {} records", peer, records);
        if (delivered.nothingAccepted()) {
          lines
              .due("rejections")
              .ifPresent(batches -> log.warn(
                  "delivered to {}, which accepted nothing of it: {} batches, one of {} records",
                  peer,
                  batches,
                  records));
        }
      }
      case Delivery.Refused(var problem) ->
        lines
            .due("refusals")
            .ifPresent(batches -> log.warn(
                "refused by {}, and put aside: {} batches, one of {} records, {}",
                peer,
                batches,
                records,
                reason(problem)));
      case Delivery.Remade(var made) ->
        lines
            .due("remade")
            .ifPresent(batches -> log.warn(
                "{} does not take what it was sent: {} batches are made anew, one of {} records as"
                    + " {}",
                peer,
                batches,
                records,
                made));
      case Delivery.Resting resting -> {
        if (resting.state() == Outgoing.State.RELAYED && Backoff.isSpent(outgoing.age())) {
          alarms
              .due("overdue")
              .ifPresent(_ -> log.warn(
                  "a hub has a batch for {} for over {} h, and does not show that it was delivered",
                  peer,
                  Backoff.PATIENCE.toHours()));
        }
      }
      case Delivery.Unfit _ -> {}
    }
  }

  static String reason(String problem) {
    String word = word(problem);
    return switch (word) {
      case "given-up" -> Delivery.GIVEN_UP;
      case "other" -> "see the batch";
      default -> word;
    };
  }

  /// What a refusal is counted under: a word of the protocol, or one of two others.
  static String word(String problem) {
    if (problem.startsWith(Delivery.GIVEN_UP)) return "given-up";
    Matcher named = REASON.matcher(problem);
    String word = named.find() ? AnswerReader.named(String.valueOf(named.group(1))) : "";
    return word.isEmpty() ? "other" : word;
  }
}
