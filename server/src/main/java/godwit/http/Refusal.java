package godwit.http;

import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;

/// A request that a route refuses before, or without, an upload.
///
/// Cheap to throw (no stack trace), since hostile input reaches it.
public final class Refusal extends RuntimeException {
  /// After how long it is worth while to ask again for what an operator has stopped.
  static final int PAUSED_SECONDS = 60;

  private static final int RETRY_SECONDS = 1;

  private final transient Problem problem;
  private final String link;
  private final int retrySeconds;

  private Refusal(Problem problem, String link, int retrySeconds) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.link = link;
    this.retrySeconds = retrySeconds;
  }

  public static Refusal of(Problem problem) {
    return new Refusal(problem, "", RETRY_SECONDS);
  }

  public static Refusal of(ProblemType type, String detail) {
    return of(Problem.of(type, detail));
  }

  /// @param pointer JSON Pointer (RFC 6901) to the value of the document that is at fault
  public static Refusal at(ProblemType type, String pointer, String detail) {
    return of(new Problem(type, Place.value(pointer), detail));
  }

  /// Too much was asked for lately.
  ///
  /// @param seconds until it may be tried again
  public static Refusal overQuota(int seconds, String detail) {
    return new Refusal(Problem.of(ProblemType.OVER_QUOTA, detail), "", seconds);
  }

  /// What this node cannot do just now.
  ///
  /// @param seconds until it may be tried again
  public static Refusal later(int seconds, String detail) {
    return new Refusal(Problem.of(ProblemType.OVERLOADED, detail), "", seconds);
  }

  /// What an operator has stopped.
  public static Refusal paused(String what) {
    return new Refusal(
        Problem.of(ProblemType.PAUSED, what + " is paused by an operator"), "", PAUSED_SECONDS);
  }

  /// The same with a `Link` header that says where to go on.
  public Refusal withLink(String next) {
    return new Refusal(problem, next, retrySeconds);
  }

  public Problem problem() {
    return problem;
  }

  /// A `Link` header; empty if there is none.
  String link() {
    return link;
  }

  /// After how long it may be tried again, where the problem says that it may.
  public int retrySeconds() {
    return retrySeconds;
  }
}
