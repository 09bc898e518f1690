package godwit.trust;

import godwit.codec.payload.RoutingCode;

/// Whom a certificate speaks for: an authority, or nobody that counts here.
public sealed interface Identity {
  record Authority(RoutingCode code) implements Identity {}

  /// @param reason a phrase for operators, such as `two urn:hix names`
  record Unknown(String reason) implements Identity {}
}
