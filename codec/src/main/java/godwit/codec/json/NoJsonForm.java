package godwit.codec.json;

/// A batch, or a part of one, that JSON cannot say.
public final class NoJsonForm extends RuntimeException {
  /// What it is that has no JSON form.
  public enum Cause {
    CONTACTS("this is a batch of contact events, not of exposures"),
    RELAYED("a relayed batch is octets only"),
    CREATED("it was created outside of the years 1970 to 9999"),
    SEALED("a sealed block is octets only"),
    DATE("a venue exposure starts on another day than its block says");

    private final String sentence;

    Cause(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Cause reason;

  NoJsonForm(Cause reason) {
    super(reason.sentence);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }
}
