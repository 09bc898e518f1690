package godwit.codec.json;

/// Dates and times as text, read and written in a byte array.
///
/// - shape: `2026-11-20`; `2026-11-20T18:00:00Z`; `2026-11-20T18:00:00.000Z`, exactly so
/// - units: days, seconds, milliseconds since 1970-01-01T00:00Z; years 1970 to 9999; no leap
/// seconds
/// - errors: -1
/// - source: RFC 3339; docs/protocol.md, "JSON"
final class TimeText {
  static final int DATE_LENGTH = 10;
  static final int SECONDS_LENGTH = 20;
  static final int MILLIS_LENGTH = 24;

  /// 9999-12-31T23:59:59.999Z.
  static final long MAX_MILLIS = 253_402_300_799_999L;

  private static final int FIRST_YEAR = 1970;
  private static final long DAY_SECONDS = 86_400;
  private static final int MILLIS = 1_000;
  private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private TimeText() {}

  static int days(byte[] bytes, int from, int length) {
    return length == DATE_LENGTH ? date(bytes, from) : -1;
  }

  static long seconds(byte[] bytes, int from, int length) {
    if (length != SECONDS_LENGTH || bytes[from + 19] != 'Z') return -1;
    return instant(bytes, from);
  }

  static long millis(byte[] bytes, int from, int length) {
    if (length != MILLIS_LENGTH || bytes[from + 19] != '.' || bytes[from + 23] != 'Z') return -1;
    long seconds = instant(bytes, from);
    int millis = number(bytes, from + 20, 3);
    return seconds < 0 || millis < 0 ? -1 : MILLIS * seconds + millis;
  }

  private static long instant(byte[] bytes, int from) {
    long day = date(bytes, from);
    int hour = number(bytes, from + 11, 2);
    int minute = number(bytes, from + 14, 2);
    int second = number(bytes, from + 17, 2);
    boolean sound = bytes[from + 10] == 'T'
        && bytes[from + 13] == ':'
        && bytes[from + 16] == ':'
        && (day | hour | minute | second) >= 0
        && hour < 24
        && minute < 60
        && second < 60;
    return sound ? DAY_SECONDS * day + 3600L * hour + 60L * minute + second : -1;
  }

  private static int date(byte[] bytes, int from) {
    if (bytes[from + 4] != '-' || bytes[from + 7] != '-') return -1;
    int year = number(bytes, from, 4);
    int month = number(bytes, from + 5, 2);
    int day = number(bytes, from + 8, 2);
    if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1) return -1;
    int last = month == 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1];
    return day <= last ? dayOf(year, month, day) : -1;
  }

  /* Years begin in March here, so that a leap day is the last of its year. */
  private static int dayOf(int year, int month, int day) {
    int march = month > 2 ? year : year - 1;
    int monthFromMarch = (month + 9) % 12;
    int beforeMonth = (153 * monthFromMarch + 2) / 5;
    return 365 * march + march / 4 - march / 100 + march / 400 + beforeMonth + day - 719_469;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static int number(byte[] bytes, int from, int digits) {
    int value = 0;
    for (int index = from; index < from + digits; index++) {
      int digit = bytes[index] - '0';
      if (digit < 0 || digit > 9) return -1;
      value = 10 * value + digit;
    }
    return value;
  }

  /// Writes a date, and gives where it ends.
  static int putDays(byte[] bytes, int at, long day) {
    int year = FIRST_YEAR + (int) (day / 366);
    while (dayOf(year + 1, 1, 1) <= day) year++;
    int month = 12;
    while (dayOf(year, month, 1) > day) month--;
    put(bytes, at, year, 4);
    bytes[at + 4] = '-';
    put(bytes, at + 5, month, 2);
    bytes[at + 7] = '-';
    put(bytes, at + 8, 1 + (int) day - dayOf(year, month, 1), 2);
    return at + DATE_LENGTH;
  }

  /// Writes a time in seconds, and gives where it ends.
  static int putSeconds(byte[] bytes, int at, long seconds) {
    putDays(bytes, at, seconds / DAY_SECONDS);
    int second = (int) (seconds % DAY_SECONDS);
    bytes[at + 10] = 'T';
    put(bytes, at + 11, second / 3600, 2);
    bytes[at + 13] = ':';
    put(bytes, at + 14, second / 60 % 60, 2);
    bytes[at + 16] = ':';
    put(bytes, at + 17, second % 60, 2);
    bytes[at + 19] = 'Z';
    return at + SECONDS_LENGTH;
  }

  /// Writes a time in milliseconds, and gives where it ends.
  static int putMillis(byte[] bytes, int at, long millis) {
    putSeconds(bytes, at, millis / MILLIS);
    bytes[at + 19] = '.';
    put(bytes, at + 20, (int) (millis % MILLIS), 3);
    bytes[at + 23] = 'Z';
    return at + MILLIS_LENGTH;
  }

  private static void put(byte[] bytes, int at, int value, int digits) {
    int left = value;
    for (int index = at + digits - 1; index >= at; index--) {
      bytes[index] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
