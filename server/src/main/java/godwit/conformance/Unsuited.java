package godwit.conformance;

/// A case does not apply to a server, as that server itself says.
final class Unsuited extends RuntimeException {
  Unsuited(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
