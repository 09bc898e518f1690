package godwit.demo;

/// How the contact events that one country's users uploaded about one country's phones fared.
///
/// @param uploaded contact events that the uploader's authority confirmed
/// @param forwarded exposures whose receipt from the other authority the uploader's one has
/// @param received exposures that the other authority has stored
/// @param matched exposures that the phones found in their list and knew as their own
/// @param again findings of something that had been found before
record Leg(
    Country from,
    Country to,
    long uploaded,
    long forwarded,
    long received,
    long matched,
    long again) {

  boolean crosses() {
    return from != to;
  }

  long lost() {
    return uploaded - matched;
  }

  /// What was stored or found once too often.
  long twice() {
    return Math.max(again, crosses() ? received - uploaded : 0);
  }

  /// Whether everything has arrived, so that waiting for more is of no use.
  boolean isComplete() {
    return matched == uploaded && (!crosses() || (forwarded == uploaded && received == uploaded));
  }

  String text() {
    if (!crosses()) return "within " + from.text();
    return from.text() + " to " + to.text() + (from == Country.FRANCE ? " via the hub" : "");
  }
}
