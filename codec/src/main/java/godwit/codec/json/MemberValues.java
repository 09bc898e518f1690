package godwit.codec.json;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/// The values of members that are one text or one number.
///
/// - shape: see docs/protocol.md
/// - units: those of the octets
/// - errors: [JsonText#UNFINISHED], [JsonText#BROKEN]
/// - source: docs/protocol.md, "JSON"
final class MemberValues {
  private static final int MAX_UINT8 = 0xFF;
  private static final int MAX_UINT16 = 0xFFFF;
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;
  private static final int CUSTOM_LENGTH = 8;
  private static final int UUID_LENGTH = 36;

  /* The longest word, in its quotes. */
  private static final int LONGEST_REMEMBERED = 30;

  private final JsonText text;

  /* In most records a text is the same as in the one before. */
  private final LastText[] last = new LastText[Member.COUNT];

  MemberValues(JsonText text) {
    this.text = text;
    Arrays.setAll(last, _ -> new LastText());
  }

  /// What a member's text was the last time, quotes included, and what it meant.
  private static final class LastText {
    private final byte[] bytes = new byte[LONGEST_REMEMBERED];
    private int length;
    private long value;
  }

  /// Reads the value that begins here, or gives a negative constant.
  long read(Member member) {
    int start = text.at;
    if (text.bytes[start] != '"') return parse(member);
    LastText remembered = last[member.index()];
    if (remembered.length > 0 && text.skip(remembered.bytes, remembered.length)) {
      return remembered.value;
    }
    long value = parse(member);
    int length = text.at - start;
    if (value >= 0 && length <= LONGEST_REMEMBERED) {
      System.arraycopy(text.bytes, start, remembered.bytes, 0, length);
      remembered.length = length;
      remembered.value = value;
    }
    return value;
  }

  private long parse(Member member) {
    return switch (member) {
      case COUNTRY, STATE -> text.integer(MAX_UINT16);
      case VENUE -> text.integer(MAX_UINT32);
      case RISK_TYPE -> risk(RiskWords.TYPES);
      case RISK_MECHANISM -> risk(RiskWords.MECHANISMS);
      case RISK_SCORE -> score();
      case CUSTOM -> custom();
      case DATE -> {
        int length = string();
        yield length < 0 ? length : atMost(days(length), MAX_UINT16);
      }
      case START, END -> {
        int length = string();
        yield length < 0
            ? length
            : atMost(TimeText.seconds(text.token, text.tokenFrom, length), MAX_UINT32);
      }
      case CREATED -> {
        int length = string();
        yield length < 0
            ? length
            : atMost(TimeText.millis(text.token, text.tokenFrom, length), Long.MAX_VALUE);
      }
      case RSSI, TX_POWER -> int8();
      case PAYLOAD_TYPE, SECTION_CODE -> text.integer(MAX_UINT8);
      case NONE,
          BATCH,
          ORIGIN,
          DESTINATION,
          EXPOSURES,
          VENUE_EXPOSURES,
          DATA,
          CONTACTS,
          PAYLOAD,
          READINGS,
          MODEL,
          SECTIONS -> throw new IllegalArgumentException("member=" + member);
    };
  }

  /// The length of the text that begins here, or a negative constant.
  int string() {
    if (text.bytes[text.at] != '"') return JsonText.BROKEN;
    int length = text.string();
    return length == JsonText.TOO_LONG ? JsonText.BROKEN : length;
  }

  /// The UUID that the token is, in either case.
  Optional<UUID> uuid(int length) {
    if (length != UUID_LENGTH) return Optional.empty();
    long high = 0;
    long low = 0;
    for (int index = 0; index < length; index++) {
      byte next = text.token[text.tokenFrom + index];
      if (index == 8 || index == 13 || index == 18 || index == 23) {
        if (next != '-') return Optional.empty();
        continue;
      }
      int digit = Character.digit(next, 16);
      if (digit < 0) return Optional.empty();
      high = high << 4 | low >>> 60;
      low = low << 4 | digit;
    }
    return Optional.of(new UUID(high, low));
  }

  /* A code that has a word is only ever written as the word. */
  private long risk(RiskWords words) {
    if (text.bytes[text.at] == '"') {
      int length = string();
      if (length < 0) return length;
      int code = words.code(text.token, text.tokenFrom, length);
      return code < 0 ? JsonText.BROKEN : code;
    }
    long code = text.integer(MAX_UINT8);
    return code < 0 || code >= words.count() ? code : JsonText.BROKEN;
  }

  /// Reads a whole number from -128 to 127, and gives its byte as 0 to 255; or a negative constant.
  long int8() {
    if (!text.isAt('-')) return text.integer(Byte.MAX_VALUE);
    text.at++;
    long value = text.integer(-Byte.MIN_VALUE);
    if (value == JsonText.UNFINISHED) text.at--;
    if (value < 0) return value;
    return value == 0 ? JsonText.BROKEN : -value & MAX_UINT8;
  }

  private long score() {
    int end = text.numberEnd();
    if (end < 0) return end;
    int hundredths = ScoreText.hundredths(text.bytes, text.at, end);
    if (hundredths < 0) return JsonText.BROKEN;
    text.at = end;
    return hundredths;
  }

  private long custom() {
    int length = string();
    if (length < 0) return length;
    if (length != CUSTOM_LENGTH) return JsonText.BROKEN;
    int high = JsonText.hex(text.token, text.tokenFrom);
    int low = JsonText.hex(text.token, text.tokenFrom + CUSTOM_LENGTH / 2);
    return high < 0 || low < 0 ? JsonText.BROKEN : (long) high << 16 | low;
  }

  private long days(int length) {
    return TimeText.days(text.token, text.tokenFrom, length);
  }

  private static long atMost(long value, long max) {
    return value < 0 || value > max ? JsonText.BROKEN : value;
  }
}
