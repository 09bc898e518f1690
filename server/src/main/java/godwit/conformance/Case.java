package godwit.conformance;

/// One thing that a server has to do.
///
/// @param name a sentence, without the server as its subject
/// @param section of docs/protocol.md that says so
record Case(String name, String section, Script script) {
  /// What is done to the server. It returns if all came back as it should.
  interface Script {
    /// @throws Mismatch if something else came back
    /// @throws NotApplicable if the case does not apply to this server
    void run(Session session);
  }

  /// A case does not apply to a server, as that server itself says.
  static final class NotApplicable extends RuntimeException {
    NotApplicable(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }
}
