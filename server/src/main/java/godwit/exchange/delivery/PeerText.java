package godwit.exchange.delivery;

import java.util.regex.Pattern;

/// Text that a peer wrote, made fit to be kept: of one line, bounded, without characters that a
/// terminal or a database would take for more than text.
final class PeerText {
  /// The longest that is kept.
  static final int CHARACTERS = 16_384;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\u2028\\u2029]");

  private PeerText() {}

  static String of(String text) {
    boolean whole = text.length() <= CHARACTERS;
    String kept = whole ? text : text.substring(0, CHARACTERS);
    String printable = UNPRINTABLE.matcher(kept).replaceAll(" ").strip();
    return whole ? printable : printable + "…";
  }
}
