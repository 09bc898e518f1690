package godwit.codec.payload;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Who handles an exposure: a nation's country and state, or a custom authority's own 4 bytes.
///
/// - shape: `u16 country | u16 state`, or 4 opaque bytes where the kind is custom
/// - units: country is ISO 3166-1 numeric; state 0 is the national authority
/// - errors: none here; [#isRoutable()] says whether the code can be anybody's
/// - source: Herald, International Interoperability Specification (draft), "Exposure header"
///
/// Two are equal only if kind and code both are.
public record RoutingCode(boolean custom, int code) implements Comparable<RoutingCode> {
  /// Bytes on the wire.
  public static final int BYTES = 4;

  private static final int WORLD = 1;
  private static final int FIRST_USER_ASSIGNED = 900;
  private static final int MAX_COUNTRY = 999;
  private static final int MAX_UINT16 = 0xFFFF;

  /// A nation's code.
  ///
  /// @throws IllegalArgumentException if either does not fit 16 bits
  public static RoutingCode nation(int country, int state) {
    if (country < 0 || country > MAX_UINT16 || state < 0 || state > MAX_UINT16) {
      throw new IllegalArgumentException("country=" + country + " state=" + state);
    }
    return new RoutingCode(false, country << 16 | state);
  }

  /// A custom authority's code.
  public static RoutingCode custom(int code) {
    return new RoutingCode(true, code);
  }

  /// Reads the form of paths and of the command line: `826/4`, or `custom/c0ffee01` in either case.
  public static Optional<RoutingCode> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) return Optional.empty();
    String left = text.substring(0, slash);
    String right = text.substring(slash + 1);
    return left.equals("custom") ? parseCustom(right) : parseNation(left, right);
  }

  /// Reads two decimal numbers of at most 65,535; leading zeros are accepted.
  public static Optional<RoutingCode> parseNation(String country, String state) {
    int left = uint16(country);
    int right = uint16(state);
    return left < 0 || right < 0 ? Optional.empty() : Optional.of(nation(left, right));
  }

  /// Reads exactly 8 hex digits.
  public static Optional<RoutingCode> parseCustom(String hex) {
    if (hex.length() != 2 * BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      return Optional.empty();
    }
    return Optional.of(custom(HexFormat.fromHexDigits(hex)));
  }

  public int country() {
    return code >>> 16;
  }

  public int state() {
    return code & MAX_UINT16;
  }

  /// Whether an authority can have this code: any custom code; a nation's country is 1 to 999.
  public boolean isRoutable() {
    return custom || (country() >= 1 && country() <= MAX_COUNTRY);
  }

  /// The code as a sender may have meant who writes little-endian: there, if this country is
  /// nobody's and the same two bytes the other way round are one that ISO has assigned.
  ///
  /// Only the country tells: any state can be one.
  public Optional<RoutingCode> littleEndian() {
    int swapped = swap(country());
    if (isSomebodys() || !AssignedCountries.contains(swapped)) return Optional.empty();
    return Optional.of(nation(swapped, swap(state())));
  }

  /* ISO has assigned it, or leaves it to whoever agrees on it: 1, the world, and 900 on. */
  private boolean isSomebodys() {
    if (custom) return true;
    int country = country();
    boolean agreed = country == WORLD || (country >= FIRST_USER_ASSIGNED && country <= MAX_COUNTRY);
    return agreed || AssignedCountries.contains(country);
  }

  /// Whether this is a country's state 0, which stands in for states it does not know.
  public boolean isNational() {
    return !custom && state() == 0;
  }

  /// The authority of the whole country; itself for a custom code.
  public RoutingCode national() {
    return custom ? this : nation(country(), 0);
  }

  /// The form of paths: `826/4` or `custom/c0ffee01`.
  public String path() {
    return custom ? "custom/" + hex() : country() + "/" + state();
  }

  /// The four bytes as 8 lower-case hex digits.
  public String hex() {
    return HexFormat.of().toHexDigits(code).toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(RoutingCode other) {
    int byKind = Boolean.compare(custom, other.custom);
    return byKind != 0 ? byKind : Integer.compareUnsigned(code, other.code);
  }

  @Override
  public String toString() {
    return path();
  }

  private static int swap(int uint16) {
    return (uint16 & 0xFF) << Byte.SIZE | uint16 >>> Byte.SIZE;
  }

  private static int uint16(String digits) {
    if (digits.isEmpty() || digits.length() > 20) return -1;
    int value = 0;
    for (int index = 0; index < digits.length(); index++) {
      char digit = digits.charAt(index);
      if (digit < '0' || digit > '9') return -1;
      value = value * 10 + digit - '0';
      if (value > MAX_UINT16) return -1;
    }
    return value;
  }
}
