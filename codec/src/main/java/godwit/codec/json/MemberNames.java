package godwit.codec.json;

import java.util.Arrays;

/// The names of members, told apart from those that mean nothing.
///
/// - shape: a JSON string, its opening quote first; those that mean nothing may have any length
/// - units: bytes
/// - errors: [Progress]
/// - source: RFC 8259
/*
 * Records mostly have their members in one order. So the name that followed this one the last time
 * is compared first, which is most of the work done.
 */
final class MemberNames {
  enum Progress {
    COMPLETE,
    UNFINISHED,
    BROKEN
  }

  private final JsonText text;
  private final StringCheck ignored = new StringCheck();
  private final Member[] following = new Member[Member.COUNT];
  private Member member = Member.NONE;
  private boolean inIgnored;

  MemberNames(JsonText text) {
    this.text = text;
    Arrays.fill(following, Member.NONE);
  }

  /// The name read last, or [Member#NONE] where it means nothing.
  Member member() {
    return member;
  }

  /// Begins an object.
  ///
  /// @param holder the member that it is the value of, or an element of
  void begin(Member holder) {
    member = holder;
  }

  /// Reads the name that begins here, or goes on with it.
  ///
  /// @param known bits of the members that mean something
  Progress read(int known) {
    if (inIgnored) return ignore();
    int previous = member.index();
    Member expected = following[previous];
    if ((expected.bit() & known) != 0 && text.skip(expected.quoted())) {
      member = expected;
      return Progress.COMPLETE;
    }
    int quote = text.at;
    int length = text.string();
    if (length == JsonText.UNFINISHED) return Progress.UNFINISHED;
    if (length == JsonText.BROKEN) return Progress.BROKEN;
    if (length == JsonText.TOO_LONG) {
      member = Member.NONE;
      ignored.begin();
      inIgnored = true;
      text.at++;
      return ignore();
    }
    member = Member.find(text.token, text.tokenFrom, length, known);
    following[previous] = member;
    if (member != Member.NONE) return Progress.COMPLETE;
    ignored.begin();
    boolean sound = ignored.scan(text.bytes, quote + 1, text.at) == text.at;
    return sound ? Progress.COMPLETE : Progress.BROKEN;
  }

  private Progress ignore() {
    int end = ignored.scan(text.bytes, text.at, text.limit);
    if (end == StringCheck.BROKEN) return Progress.BROKEN;
    text.at = end == StringCheck.UNFINISHED ? text.limit : end;
    if (end == StringCheck.UNFINISHED) return Progress.UNFINISHED;
    inIgnored = false;
    return Progress.COMPLETE;
  }
}
