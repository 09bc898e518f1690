package godwit.codec.json;

import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;

/// What has been read of one exposure, venue exposure, or routing code.
///
/// - shape: a value for each [Member] that was seen
/// - units: those of the octets
/// - errors: the member at fault
/// - source: docs/protocol.md, "JSON"
final class RecordFields {
  private static final int DAY_SECONDS = 86_400;

  final DataText data;
  private int payloadType;
  private int country;
  private int state;
  private int custom;
  private int date;
  private int riskType;
  private int riskScore;
  private int riskMechanism;
  private long venue;
  private long start;
  private long end;

  RecordFields(Pieces pieces) {
    this.data = new DataText(pieces, DataText.MAX_BYTES);
  }

  void set(Member member, long value) {
    switch (member) {
      case PAYLOAD_TYPE -> payloadType = (int) value;
      case COUNTRY -> country = (int) value;
      case STATE -> state = (int) value;
      case CUSTOM -> custom = (int) value;
      case DATE -> date = (int) value;
      case RISK_TYPE -> riskType = (int) value;
      case RISK_SCORE -> riskScore = (int) value;
      case RISK_MECHANISM -> riskMechanism = (int) value;
      case VENUE -> venue = value;
      case START -> start = value;
      case END -> end = value;
      case NONE,
          BATCH,
          ORIGIN,
          DESTINATION,
          CREATED,
          EXPOSURES,
          VENUE_EXPOSURES,
          DATA,
          CONTACTS,
          PAYLOAD,
          READINGS,
          RSSI,
          TX_POWER,
          MODEL,
          SECTIONS,
          SECTION_CODE -> throw new IllegalArgumentException("member=" + member);
    }
  }

  /// The member that an authority's code lacks or has too many, or [Member#NONE].
  ///
  /// @param members bits of those that are there
  Member authorityAtFault(int members) {
    return codeAtFault((members & Member.CUSTOM.bit()) != 0, members);
  }

  /// The same of a record, whose payload type says what kind of code it has.
  Member codeAtFault(int members) {
    return codeAtFault(ExposureHeader.isCustom(payloadType), members);
  }

  private static Member codeAtFault(boolean isCustom, int members) {
    int needed = isCustom ? Member.CUSTOM.bit() : Member.NATION;
    Member missing = Member.firstMissing(needed, members);
    if (missing != Member.NONE) return missing;
    return Member.firstMissing(members & Member.CODE & ~needed, 0);
  }

  RoutingCode authority(int members) {
    return (members & Member.CUSTOM.bit()) != 0
        ? RoutingCode.custom(custom)
        : RoutingCode.nation(country, state);
  }

  CanonicalBlocks.Addition addExposure(CanonicalBlocks blocks) {
    return blocks.exposure(
        payloadType,
        routingCode(),
        date,
        riskType,
        riskMechanism,
        riskScore,
        data.bytes(),
        data.length());
  }

  CanonicalBlocks.Addition addVenue(CanonicalBlocks blocks) {
    return blocks.venue(
        payloadType,
        routingCode(),
        (int) (start / DAY_SECONDS),
        riskType,
        riskMechanism,
        riskScore,
        venue,
        start,
        end,
        data.bytes(),
        data.length());
  }

  private int routingCode() {
    return ExposureHeader.isCustom(payloadType) ? custom : country << 16 | state;
  }
}
