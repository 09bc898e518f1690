package godwit.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What goes wrong in a simulation.
enum Fault {
  /// A request does not arrive.
  REQUEST_LOST(Kind.LINK),
  /// The connection is cut in the middle of a body.
  BODY_CUT(Kind.LINK),
  /// The receiver has done what was asked, and its answer does not arrive.
  ANSWER_LOST(Kind.LINK),
  /// A request arrives long after its sender has given up waiting.
  DELAYED(Kind.LINK),
  /// A delayed request arrives behind one that was sent later.
  REORDERED(Kind.CONSEQUENCE),
  /// A request arrives twice.
  DUPLICATED(Kind.LINK),
  /// A server between, or the receiver, answers 500, whether it has taken the request or not.
  SERVER_ERROR(Kind.LINK),
  /// Somebody answers with a receipt that proves nothing, and has not taken the request.
  WRONG_RECEIPT(Kind.LINK),

  /// A statement is not carried out.
  STATEMENT_FAILED(Kind.STORE),
  /// A transaction is rolled back in its commit.
  ROLLED_BACK(Kind.STORE),
  /// A transaction is committed, and nobody hears of it.
  COMMIT_UNHEARD(Kind.STORE),
  /// A commit takes so long that others overtake it.
  COMMIT_SLOW(Kind.STORE),
  /// A node dies before one of its statements.
  CRASHED(Kind.STORE),
  /// A node dies between a commit and what was to follow.
  COMMITTED_THEN_CRASHED(Kind.STORE),

  /// Nobody reaches a member for minutes, and it reaches nobody.
  CUT_OFF(Kind.MEMBER),
  /// A member's wall clock jumps, one way or the other.
  CLOCK_SET(Kind.MEMBER);

  private final Kind kind;

  Fault(Kind kind) {
    this.kind = kind;
  }

  /// What a fault happens to.
  enum Kind {
    LINK,
    STORE,
    MEMBER,
    CONSEQUENCE
  }

  static List<Fault> of(Kind kind) {
    return Arrays.stream(values()).filter(fault -> fault.kind == kind).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
