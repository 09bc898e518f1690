package godwit.http.certification;

import godwit.codec.Sha256;
import godwit.codec.json.RiskWords;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.DateWindow;
import godwit.http.CaseJson;
import godwit.http.Hal;
import godwit.http.SmallJson;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What one authority certifies about a user of another: who holds the claim's code may upload.
///
/// - shape: `{"claim", "riskType", "testDate", "onset", "expires", "requester", "signature"}`, of
///   which `onset`, `requester` and `signature` may be missing
/// - units: claim is 64 hex digits, the SHA-256 of a code; expires is RFC 3339 in whole seconds
/// - errors: [godwit.http.Refusal] with `bad-json` and a pointer
/// - source: docs/protocol.md, "Certification"
///
/// @param ground without consent: the user is asked by the home authority's app
/// @param requester who certifies, where the document says so
/// @param signature of the requester, where there is one; see [#digest(RoutingCode, RoutingCode)]
public record Certification(
    byte[] claim,
    Case ground,
    Instant expires,
    Optional<RoutingCode> requester,
    Optional<Signature> signature) {
  /// The longest that a claim can be redeemed.
  public static final Duration LASTS = Duration.ofDays(3);

  private static final int CLAIM_DIGITS = 64;
  private static final int SIGNATURE_BYTES = 64;
  private static final int MAX_KEY_CHARACTERS = 256;
  private static final byte[] LABEL = "HIX1 certification".getBytes(StandardCharsets.US_ASCII);
  private static final int SIGNED_BYTES = LABEL.length + 2 * 5 + 32 + 1 + 2 + 2 + 8;

  private static final Pattern TIME = Pattern.compile(
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.0+)?(Z|[+-][0-9]{2}:[0-9]{2})");

  /// A signature as documents have it.
  ///
  /// @param key the id of a signing key, as it came
  /// @param value r, then s
  public record Signature(String key, byte[] value) {
    private JsonObject document() {
      return new JsonObject()
          .put("key", key)
          .put("value", Base64.getUrlEncoder().withoutPadding().encodeToString(value));
    }
  }

  /// Reads what came.
  public static Certification of(JsonObject body) {
    byte[] claim = claim(body);
    int riskType = CaseJson.personRiskType(CaseJson.riskType(body));
    return new Certification(
        claim,
        CaseJson.of(body, riskType),
        expires(body),
        CaseJson.authority(body, "requester"),
        signature(body));
  }

  /// Refuses times that the home authority has no use for.
  public void judge(DateWindow window, Instant now) {
    CaseJson.judge(window, ground);
    if (!expires.isAfter(now) || expires.isAfter(now.plus(LASTS))) {
      throw CaseJson.broken("/expires", "expires is ahead, by at most 72 hours");
    }
  }

  /// The same, with a signature.
  public Certification signed(Signature by) {
    return new Certification(claim, ground, expires, requester, Optional.of(by));
  }

  /// What its requester signs.
  ///
  /// - shape: SHA-256 of `"HIX1 certification" | requester | home | 32 claim | u8 risk type |
  ///   u16 testDate | u16 onset | u64 expires`, an authority being `u8 kind | 4 code`
  /// - units: days and seconds since 1970-01-01, UTC; onset 0 where there is none
  public byte[] digest(RoutingCode asking, RoutingCode home) {
    ByteBuffer signed = ByteBuffer.allocate(SIGNED_BYTES).put(LABEL);
    for (RoutingCode code : List.of(asking, home)) {
      signed.put((byte) (code.custom() ? 1 : 0)).putInt(code.code());
    }
    signed
        .put(claim)
        .put((byte) ground.riskType())
        .putShort((short) ground.testDate().toEpochDay())
        .putShort((short) ground.onset().map(LocalDate::toEpochDay).orElse(0L).longValue())
        .putLong(expires.getEpochSecond());
    return Sha256.of(signed.array());
  }

  /// The document of this certification.
  public JsonObject document() {
    int code = ground.riskType();
    boolean word = code < RiskWords.TYPES.all().size();
    JsonObject document = new JsonObject()
        .put("claim", HexFormat.of().formatHex(claim))
        .put("riskType", word ? RiskWords.TYPES.all().get(code) : code)
        .put("testDate", ground.testDate().toString());
    ground.onset().ifPresent(day -> document.put("onset", day.toString()));
    document.put("expires", expires.toString());
    requester.ifPresent(who -> document.put("requester", Hal.code(who)));
    signature.ifPresent(by -> document.put("signature", by.document()));
    return document;
  }

  private static byte[] claim(JsonObject body) {
    String text = SmallJson.text(body, "claim");
    if (text.length() == CLAIM_DIGITS && text.chars().allMatch(HexFormat::isHexDigit)) {
      return HexFormat.of().parseHex(text);
    }
    throw CaseJson.broken("/claim", "claim is a SHA-256 in 64 hex digits");
  }

  private static Instant expires(JsonObject body) {
    String text = SmallJson.text(body, "expires");
    try {
      if (TIME.matcher(text).matches()) return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notOne) {
      throw CaseJson.broken("/expires", "expires is no time of the calendar");
    }
    throw CaseJson.broken("/expires", "expires is a time such as 2026-11-24T12:00:00Z");
  }

  private static Optional<Signature> signature(JsonObject body) {
    if (!body.containsKey("signature")) return Optional.empty();
    if (!(body.getValue("signature") instanceof JsonObject signature)) {
      throw CaseJson.broken("/signature", "signature is {\"key\", \"value\"}");
    }
    if (!(signature.getValue("key") instanceof String key
        && !key.isEmpty()
        && key.length() <= MAX_KEY_CHARACTERS)) {
      throw CaseJson.broken("/signature/key", "key is the id of a signing key");
    }
    if (signature.getValue("value") instanceof String text) {
      Optional<byte[]> value = value(text);
      if (value.isPresent()) return Optional.of(new Signature(key, value.get()));
    }
    throw CaseJson.broken("/signature/value", "value is r || s, 64 bytes in base64url");
  }

  private static Optional<byte[]> value(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text))
          .filter(bytes -> bytes.length == SIGNATURE_BYTES);
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
