package godwit.trust;

import godwit.codec.payload.RoutingCode;

/// Whom a certificate speaks for: an authority, a gateway of a venue, or nobody that counts here.
public sealed interface Identity {
  record Authority(RoutingCode code) implements Identity {}

  /// What listens at a venue, and brings what it hears.
  ///
  /// @param authority that registers the venue
  /// @param venue its code, 0 to 4,294,967,295
  /// @param name its own, of those of the venue
  record Gateway(RoutingCode authority, long venue, String name) implements Identity {}

  /// @param reason a phrase for operators, such as `two urn:hix names`
  record Unknown(String reason) implements Identity {}
}
