package godwit.exchange.delivery;

import godwit.domain.ProblemType;
import godwit.exchange.delivery.ReceiptCheck.Fit;
import godwit.peer.Reply;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads from a peer's response what became of a batch.
///
/// - shape: a receipt (`batch`, `state`, and a hub's `delivery`), or a problem of RFC 9457
/// - units: none
/// - errors: none: an answer that does not prove what it says is [Answer.Later], with the answer
///   in its problem
/// - source: docs/protocol.md, "What counts as delivered" and "Errors"
final class AnswerReader {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int TIMED_OUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int OTHER_FORM = 415;
  private static final int UNPROCESSABLE = 422;

  /* Those with which a problem of this protocol is the last word. */
  private static final Set<Integer> FINAL = Set.of(400, 403, 404, 409, 413, 415, UNPROCESSABLE);
  private static final String NOTHING_ACCEPTED = "nothing-accepted";
  private static final Pattern PROBLEM = Pattern.compile("urn:hix:problem:([a-z-]{1,40})");

  private AnswerReader() {}

  /// What the answer says to whoever sent the batch.
  static Answer ofSending(Reply reply, Sent sent) {
    int status = reply.status();
    Optional<JsonObject> document = reply.json();
    if (status == OK || status == CREATED) {
      return document
          .map(receipt -> receipt(reply, receipt, sent, false))
          .orElseGet(() -> later(reply, Fit.NO_RECEIPT.toString()));
    }
    Optional<String> word = document.flatMap(AnswerReader::problemWord);
    if (word.isEmpty() || !FINAL.contains(status)) {
      boolean elsewhere = status >= 300 && status < 400;
      return later(reply, elsewhere ? "which is not followed" : named(word.orElse("")));
    }
    if (status == UNPROCESSABLE && word.get().equals(NOTHING_ACCEPTED)) {
      Fit fit = ReceiptCheck.compare(document.orElseThrow(), sent);
      return isRejection(document.orElseThrow(), sent)
          ? new Answer.Delivered(reply.text(), true)
          : later(reply, NOTHING_ACCEPTED + " with " + (fit == Fit.FITS ? Fit.OTHER_COUNTS : fit));
    }
    if (isMendable(word.get())) return later(reply, named(word.get()));
    if (status == TOO_LARGE && word.get().equals("too-large")) {
      return new Answer.Unfit(Answer.Cause.SIZE, reply.text());
    }
    if (status == OTHER_FORM && word.get().equals("media-type")) {
      return new Answer.Unfit(Answer.Cause.FORM, reply.text());
    }
    return new Answer.Refused(reply.text());
  }

  /// Whether it is the coding of the body that is not taken, not the batch.
  static boolean isAboutCoding(Reply reply) {
    String word = reply.json().flatMap(AnswerReader::problemWord).orElse("");
    return switch (reply.status()) {
      case TOO_LARGE -> word.equals("expansion-ratio");
      case OTHER_FORM -> !word.equals("media-type");
      case BAD_REQUEST -> word.equals("bad-gzip");
      default -> false;
    };
  }

  /// What the answer says to whoever asks before a batch is sent off again.
  static Answer ofReplay(Reply reply, Sent sent) {
    boolean other = reply.status() == OK
        && reply
            .json()
            .filter(receipt -> ReceiptCheck.compare(receipt, sent) == Fit.OTHER_DIGEST
                && !text(receipt, "digest").isEmpty())
            .isPresent();
    return other ? new Answer.Unfit(Answer.Cause.KEY, reply.text()) : ofAsking(reply, sent);
  }

  /// What the answer says to whoever asked for the batch. Only an answer about the batch settles
  /// it.
  static Answer ofAsking(Reply reply, Sent sent) {
    return switch (reply.status()) {
      case OK ->
        reply
            .json()
            .map(receipt -> receipt(reply, receipt, sent, true))
            .orElseGet(() -> later(reply, Fit.NO_RECEIPT.toString()));
      case NOT_FOUND -> new Answer.Unknown();
      default ->
        later(reply, named(reply.json().flatMap(AnswerReader::problemWord).orElse("")));
    };
  }

  /// The word of a problem of this protocol, if it is one that this build knows too.
  static String named(String word) {
    boolean known = types().anyMatch(type -> type.word().equals(word));
    return known ? word : "";
  }

  /* What the peer's operator, or this node's, mends, or time: no reason to put a batch aside. */
  private static boolean isMendable(String word) {
    return word.equals("unknown-peer")
        || word.equals("unknown-authority")
        || word.equals("signature-required")
        || word.startsWith("not-authorised-")
        || types().anyMatch(type -> type.isRetryable() && type.word().equals(word));
  }

  private static Stream<ProblemType> types() {
    return Arrays.stream(ProblemType.values());
  }

  private static Answer receipt(Reply reply, JsonObject receipt, Sent sent, boolean asked) {
    Fit fit = ReceiptCheck.compare(receipt, sent);
    if (fit != Fit.FITS) return later(reply, fit.toString());
    String state = text(receipt, "state");
    /* A hub speaks of the destination in `delivery`; what it says of itself comes second. */
    if (receipt.getValue("delivery") instanceof JsonObject delivery) {
      Answer followed = delivery(reply, delivery, sent);
      boolean undecided = followed instanceof Answer.Later;
      return undecided && !asked && state.equals("relayed") ? new Answer.Relayed() : followed;
    }
    return switch (state) {
      case "stored", "delivered" ->
        new Answer.Delivered(reply.text(), ReceiptCheck.saysNothingAccepted(receipt));
      case "refused" ->
        asked && ReceiptCheck.saysNothingAccepted(receipt)
            ? new Answer.Delivered(reply.text(), true)
            : later(reply, "a receipt of a state that settles nothing");
      case "relayed" ->
        asked ? later(reply, "a hub's receipt without delivery") : new Answer.Relayed();
      default -> later(reply, "a receipt of a state that settles nothing");
    };
  }

  private static Answer delivery(Reply reply, JsonObject delivery, Sent sent) {
    return switch (text(delivery, "state")) {
      case "waiting", "relayed" -> new Answer.Relayed();
      case "delivered" -> handedOn(reply, delivery, sent);
      case "refused" -> refused(reply, delivery, sent);
      default -> later(reply, "a hub's delivery of an unknown state");
    };
  }

  private static Answer handedOn(Reply reply, JsonObject delivery, Sent sent) {
    if (delivery.getValue("receipt") instanceof JsonObject receipt) {
      Fit fit = ReceiptCheck.compare(receipt, sent);
      if (fit != Fit.FITS) return later(reply, "a hub that hands on " + fit);
      return switch (text(receipt, "state")) {
        case "stored", "delivered" ->
          new Answer.Delivered(receipt.encode(), ReceiptCheck.saysNothingAccepted(receipt));
        default ->
          isRejection(receipt, sent)
              ? new Answer.Delivered(receipt.encode(), true)
              : later(reply, "a hub that hands on a receipt of a state that settles nothing");
      };
    }
    if (text(delivery, "by").equals("pull")) {
      Fit fit = ReceiptCheck.comparePulled(delivery, sent);
      return fit == Fit.FITS
          ? new Answer.Delivered("", false)
          : later(reply, "a hub that hands on " + fit);
    }
    return later(reply, "a hub's delivery without the destination's receipt");
  }

  /* A hub of before may call a batch refused of which nothing was accepted. */
  private static Answer refused(Reply reply, JsonObject delivery, Sent sent) {
    return switch (delivery.getValue("problem")) {
      case JsonObject problem
      when isRejection(problem, sent) -> new Answer.Delivered(problem.encode(), true);
      case JsonObject problem -> new Answer.Refused(problem.encode());
      case String problem -> new Answer.Refused(problem);
      case null, default -> new Answer.Refused(reply.text());
    };
  }

  /* The destination has judged this very batch, and keeps nothing of it. */
  private static boolean isRejection(JsonObject receipt, Sent sent) {
    String state = text(receipt, "state");
    boolean says = problemWord(receipt).filter(NOTHING_ACCEPTED::equals).isPresent()
        ? state.isEmpty() || state.equals("refused")
        : state.equals("refused") && ReceiptCheck.saysNothingAccepted(receipt);
    boolean none = !receipt.containsKey("accepted") || ReceiptCheck.saysNothingAccepted(receipt);
    return says && none && ReceiptCheck.compare(receipt, sent) == Fit.FITS;
  }

  private static Answer later(Reply reply, String what) {
    String kind = "status " + reply.status() + (what.isEmpty() ? "" : ", " + what);
    String text = PeerText.of(reply.text());
    String problem = text.isEmpty() ? kind : kind + ": " + text;
    return new Answer.Later(kind, problem, reply.retryAfter(), belief(reply));
  }

  /* A server that has failed, or one between, says nothing of what becomes of the body; a problem
   * of this protocol does. */
  private static Answer.Belief belief(Reply reply) {
    int status = reply.status();
    Optional<String> word = reply.json().flatMap(AnswerReader::problemWord);
    if (status < 300 || word.filter(NOTHING_ACCEPTED::equals).isPresent()) {
      return Answer.Belief.DISBELIEVED;
    }
    boolean failed = status >= 500 || status == TIMED_OUT;
    return failed && word.isEmpty() ? Answer.Belief.IN_DOUBT : Answer.Belief.NONE;
  }

  private static Optional<String> problemWord(JsonObject document) {
    Matcher type = PROBLEM.matcher(text(document, "type"));
    return type.matches() ? Optional.of(type.group(1)) : Optional.empty();
  }

  private static String text(JsonObject object, String member) {
    return object.getValue(member) instanceof String text ? text : "";
  }
}
