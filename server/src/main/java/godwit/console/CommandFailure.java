package godwit.console;

/// A command that could not do its work, for a reason that one sentence to the operator explains.
public final class CommandFailure extends RuntimeException {
  public CommandFailure(String sentence) {
    super(sentence);
  }

  public CommandFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
