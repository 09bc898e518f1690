package godwit.exchange;

import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;

/// Whether what is for a peer is sealed just now, and to what.
public sealed interface Seal {
  /// It leaves as it is.
  record Plain() implements Seal {}

  /// It is sealed to this key.
  record To(SealingKey key) implements Seal {}

  /// It waits: it has to be sealed, and cannot be.
  record Waits(String why) implements Seal {}

  /// What goes for a peer. Whoever seals signs too.
  static Seal of(FederationSource source, RoutingCode peer) {
    Federation.Sealing wanted = source.current().sealing(peer);
    if (wanted == Federation.Sealing.OFF) return new Plain();
    boolean signs = source.current().keys().inUse().isPresent();
    var key = source.addressees().inUse(peer);
    if (signs && key.isPresent()) return new To(key.get());
    if (wanted == Federation.Sealing.OFFERED) return new Plain();
    return new Waits(signs ? "no key to seal to it is known" : "there is no key to sign with");
  }
}
