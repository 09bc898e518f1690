package godwit.exchange.fetch;

import godwit.store.Fetches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What came of asking a peer for the next batch.
sealed interface Fetch {
  /// A batch came and is durable.
  record Took(String next) implements Fetch {}

  /// A batch came and was refused as a whole.
  record Refused(Fetches.Refusal refusal, String next) implements Fetch {}

  /// There is nothing new.
  ///
  /// @param waited whether the peer has waited for it, so that it may be asked at once
  record Nothing(boolean waited) implements Fetch {}

  /// The peer does not know the cursor any more.
  ///
  /// @param next where it goes on
  record Expired(String next) implements Fetch {}

  /// It did not work, and another endpoint, or another time, may be better.
  ///
  /// @param reached whether anybody answered at all
  record Failed(String problem, boolean reached, Optional<Duration> retryAfter) implements Fetch {}

  /// A cursor as links have it.
  ///
  /// - shape: `<…?after=CURSOR…>; rel="next"`, of which the cursor is kept as it is spelt
  /// - units: at most 512 characters that a query may have
  /// - errors: none: a link that cannot be read is as none
  /// - source: RFC 8288; docs/protocol.md, "Pull"
  static Optional<String> next(List<String> links) {
    for (String link : links) {
      Matcher next = Link.NEXT.matcher(link);
      if (next.find()) return Optional.of(String.valueOf(next.group(1)));
    }
    return Optional.empty();
  }

  /// How a link is spelt.
  final class Link {
    private static final Pattern NEXT = Pattern.compile(
        "<[^<>]*[?&]after=([A-Za-z0-9._~%+=-]{1,512})(?:&[^<>]*)?>[^<>]*;\\s*rel=\"?next\\b");

    private Link() {}
  }
}
