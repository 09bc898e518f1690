package godwit.codec.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// A member of a document that means something; all others are ignored.
///
/// - shape: an ASCII name
/// - units: see each
/// - errors: none here
/// - source: docs/protocol.md, "JSON"
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"
}) // bits in the order below; bytes are kept here
enum Member {
  /// A name that means nothing, or none.
  NONE(""),
  BATCH("batch"),
  ORIGIN("origin"),
  DESTINATION("destination"),
  CREATED("created"),
  EXPOSURES("exposures"),
  VENUE_EXPOSURES("venueExposures"),
  PAYLOAD_TYPE("payloadType"),
  COUNTRY("country"),
  STATE("state"),
  CUSTOM("custom"),
  DATA("data"),
  DATE("date"),
  RISK_TYPE("riskType"),
  RISK_SCORE("riskScore"),
  RISK_MECHANISM("riskMechanism"),
  VENUE("venue"),
  START("start"),
  END("end"),
  CONTACTS("contacts"),
  PAYLOAD("payload"),
  READINGS("readings"),
  RSSI("rssi"),
  TX_POWER("txPower"),
  MODEL("model"),
  SECTIONS("sections"),
  SECTION_CODE("code");

  static final int COUNT = values().length;

  /// Members that have to come before the arrays.
  static final int HEADER = BATCH.bit | ORIGIN.bit | DESTINATION.bit | CREATED.bit;

  /// What has to come before the contact events.
  static final int CONTACT_HEADER = BATCH.bit | CREATED.bit;

  /// A nation's routing code.
  static final int NATION = COUNTRY.bit | STATE.bit;

  static final int CODE = NATION | CUSTOM.bit;

  private static final int SLOT_COUNT = 64;
  private static final Member[] SLOTS = slots();

  private final String text;
  private final byte[] name;
  private final byte[] quoted;
  private final int bit;

  Member(String text) {
    this.text = text;
    this.name = text.getBytes(US_ASCII);
    this.quoted = ("\"" + text + "\"").getBytes(US_ASCII);
    this.bit = 1 << ordinal();
  }

  String text() {
    return text;
  }

  /// The name as it mostly stands in a document: between quotes, without escapes.
  byte[] quoted() {
    return quoted;
  }

  /// From 0, below [#COUNT].
  int index() {
    return ordinal();
  }

  int bit() {
    return bit;
  }

  /// The member of such a name, or [#NONE].
  ///
  /// @param known bits of the members to choose from
  static Member find(byte[] bytes, int from, int length, int known) {
    if (length == 0) return NONE;
    Member member = SLOTS[slot(bytes, from, length)];
    boolean same = (member.bit & known) != 0
        && member.name.length == length
        && Arrays.equals(member.name, 0, length, bytes, from, from + length);
    return same ? member : NONE;
  }

  /// The first of some members that is not among others, or [#NONE].
  static Member firstMissing(int needed, int seen) {
    int missing = needed & ~seen;
    return missing == 0 ? NONE : values()[Integer.numberOfTrailingZeros(missing)];
  }

  /* No two names fall into one slot, which `slots` makes sure of. */
  private static int slot(byte[] bytes, int from, int length) {
    return (length + 13 * bytes[from] + 23 * bytes[from + length - 1]) & (SLOT_COUNT - 1);
  }

  private static Member[] slots() {
    Member[] slots = new Member[SLOT_COUNT];
    Arrays.fill(slots, NONE);
    for (Member member : values()) {
      if (member == NONE) continue;
      int slot = slot(member.name, 0, member.name.length);
      if (slots[slot] != NONE) throw new IllegalStateException(member + " and " + slots[slot]);
      slots[slot] = member;
    }
    return slots;
  }
}
