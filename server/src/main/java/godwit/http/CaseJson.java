package godwit.http;

import godwit.codec.json.RiskWords;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.DateWindow;
import godwit.domain.ProblemType;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/// What health staff have found, and who an authority is, as members of a small document.
///
/// - shape: `riskType` as a word or a number, `testDate`, `onset`; `{"country", "state"}` or
///   `{"custom"}`
/// - units: days as `2026-11-20`, UTC
/// - errors: [Refusal] with `bad-json` and a pointer
/// - source: docs/protocol.md, "JSON" and "Certification"
public final class CaseJson {
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final int MAX_UINT8 = 0xFF;
  private static final int MAX_UINT16 = 0xFFFF;

  private CaseJson() {}

  /// A case without consent.
  ///
  /// @param riskType of the case, as it was read before
  public static Case of(JsonObject body, int riskType) {
    LocalDate test =
        day(body, "testDate").orElseThrow(() -> broken("/testDate", "testDate is missing"));
    return new Case(riskType, test, day(body, "onset"), false);
  }

  /// What a confirmed person may be told to be, beside what is known of places and of records.
  ///
  /// @throws Refusal if it is not of a person
  public static int personRiskType(int code) {
    boolean named = code < RiskWords.TYPES.all().size();
    String word = named ? RiskWords.TYPES.all().get(code) : "";
    if (word.equals("revoked")) {
      throw broken(
          "/riskType",
          "riskType revoked is no finding; `code revoke` takes back what was shared under a case");
    }
    if (word.equals("environmental-hazard")) {
      throw broken("/riskType", "riskType environmental-hazard is of a venue, not of a person");
    }
    return code;
  }

  /// Refuses days with which every contact would count for nothing.
  public static void judge(DateWindow window, Case ground) {
    requireWithin(window, "testDate", ground.testDate());
    if (ground.onset().isEmpty()) return;
    LocalDate onset = ground.onset().get();
    if (onset.isAfter(ground.testDate())) {
      throw broken(
          "/onset",
          "onset %s is after the test, %s: leave out what was not known"
              .formatted(onset, ground.testDate()));
    }
    requireWithin(window, "onset", onset);
  }

  /// Refuses a day of a member that is of no use to anybody.
  private static void requireWithin(DateWindow window, String member, LocalDate day) {
    if (window.holds(day.toEpochDay())) return;
    throw broken(
        "/" + member,
        "%s is from %s to %s"
            .formatted(
                member, LocalDate.ofEpochDay(window.first()), LocalDate.ofEpochDay(window.last())));
  }

  /// A risk type as batches in JSON have it: a word, or the number of one that has no word.
  public static int riskType(JsonObject body) {
    int code = staffRiskType(body);
    if (body.getValue("riskType") instanceof Integer
        && code < RiskWords.TYPES.all().size()) {
      throw broken("/riskType", "riskType " + code + " is written as a word");
    }
    return code;
  }

  /// A risk type as staff may write it: a word, or any number.
  public static int staffRiskType(JsonObject body) {
    Object value = body.getValue("riskType");
    int code = -1;
    if (value instanceof String word) code = RiskWords.TYPES.all().indexOf(word);
    if (value instanceof Integer number) code = number;
    if (code >= 0 && code <= MAX_UINT8) return code;
    throw broken("/riskType", "riskType is missing, or neither a word nor 0 to 255");
  }

  /// An authority that a member names, if it is there.
  public static Optional<RoutingCode> authority(JsonObject body, String member) {
    if (!body.containsKey(member)) return Optional.empty();
    if (body.getValue(member) instanceof JsonObject object) {
      Optional<RoutingCode> code = authority(object).filter(RoutingCode::isRoutable);
      if (code.isPresent()) return code;
    }
    throw broken("/" + member, member + " is {\"country\", \"state\"}, or {\"custom\"}");
  }

  public static Refusal broken(String pointer, String detail) {
    return Refusal.at(ProblemType.BAD_JSON, pointer, detail);
  }

  private static Optional<RoutingCode> authority(JsonObject object) {
    Object country = object.getValue("country");
    Object state = object.getValue("state");
    if (object.getValue("custom") instanceof String hex) {
      boolean both = object.containsKey("country") || object.containsKey("state");
      return both ? Optional.empty() : RoutingCode.parseCustom(hex);
    }
    boolean nation = !object.containsKey("custom")
        && country instanceof Integer left
        && state instanceof Integer right
        && isUint16(left)
        && isUint16(right);
    return nation
        ? Optional.of(RoutingCode.nation((Integer) country, (Integer) state))
        : Optional.empty();
  }

  private static boolean isUint16(int value) {
    return value >= 0 && value <= MAX_UINT16;
  }

  /// A day that a member says, if it is there.
  public static Optional<LocalDate> day(JsonObject body, String member) {
    if (!body.containsKey(member)) return Optional.empty();
    if (body.getValue(member) instanceof String text && DAY.matcher(text).matches()) {
      try {
        return Optional.of(LocalDate.parse(text));
      } catch (DateTimeException notOne) {
        throw broken("/" + member, member + " is no day of the calendar");
      }
    }
    throw broken("/" + member, member + " is a day such as 2026-11-20");
  }
}
