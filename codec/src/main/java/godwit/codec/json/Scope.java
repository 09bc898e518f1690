package godwit.codec.json;

/// Which object of the document a member belongs to.
enum Scope {
  DOCUMENT(Member.NONE, Member.DOCUMENT, 0),
  ORIGIN(Member.ORIGIN, Member.CODE, 0),
  DESTINATION(Member.DESTINATION, Member.CODE, 0),
  EXPOSURE(Member.EXPOSURES, Member.EXPOSURE | Member.CODE, Member.EXPOSURE),
  /// The date is known so that it can be refused: it is the start's.
  VENUE_EXPOSURE(
      Member.VENUE_EXPOSURES,
      Member.VENUE_EXPOSURE | Member.CODE | Member.DATE.bit(),
      Member.VENUE_EXPOSURE);

  private final Member holder;
  private final int known;
  private final int needed;

  Scope(Member holder, int known, int needed) {
    this.holder = holder;
    this.known = known;
    this.needed = needed;
  }

  /// The document's member that holds such objects.
  Member holder() {
    return holder;
  }

  /// Bits of the members that mean something here.
  int known() {
    return known;
  }

  /// Bits of those that a record needs besides its routing code.
  int needed() {
    return needed;
  }
}
