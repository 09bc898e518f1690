package godwit.trust;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who vouches for a client, by what it is: for authorities one set of anchors, for gateways of
/// venues another, so that neither can vouch for the other.
///
/// @param gateways who vouches for gateways; none are let in without
record ClientTrust(ProvenChains authorities, Optional<ProvenChains> gateways) {
  /// The trust that a client's chain has to be proven by.
  ///
  /// @param chain the client's own certificate first
  ProvenChains of(X509Certificate[] chain) throws CertificateException {
    if (!(Identities.of(List.of(chain)) instanceof Identity.Gateway)) return authorities;
    return gateways.orElseThrow(
        () -> new CertificateException("gateways of venues are not let in here (tls.gateways)"));
  }

  /// All that vouch for clients.
  X509Certificate[] issuers() {
    List<X509Certificate> all = new ArrayList<>(List.of(authorities.getAcceptedIssuers()));
    gateways.ifPresent(each -> all.addAll(List.of(each.getAcceptedIssuers())));
    return all.toArray(X509Certificate[]::new);
  }
}
