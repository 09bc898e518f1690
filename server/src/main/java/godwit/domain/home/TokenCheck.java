package godwit.domain.home;

/// What can be said of a token without waiting. Not for several threads.
///
/// A system that has to ask elsewhere says [Answer#LATER]; what it says then is counted with the
/// batch. Of families that phones find in the list themselves, only what is said at once keeps a
/// token off it.
@FunctionalInterface
public interface TokenCheck {
  /// What is said of a token.
  enum Answer {
    VALID,
    NOT_VALID,
    LATER
  }

  /// Judges the payload data that lies at `offset`, behind its exposure header; it is sound.
  ///
  /// @param date of the contact, days since 1970-01-01 UTC
  Answer of(int payloadType, int date, byte[] bytes, int offset, int length);
}
