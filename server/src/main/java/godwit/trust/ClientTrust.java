package godwit.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trust in clients by what they are: authorities under one set of anchors, gateways of venues
/// under
/// another, so that neither can vouch for the other.
final class ClientTrust extends X509ExtendedTrustManager {
  private final ProvenChains authorities;
  private final Optional<ProvenChains> gateways;

  /// @param gateways who vouches for gateways; none are let in without
  ClientTrust(ProvenChains authorities, Optional<ProvenChains> gateways) {
    this.authorities = authorities;
    this.gateways = gateways;
  }

  private ProvenChains of(X509Certificate[] chain) throws CertificateException {
    if (!(Identities.of(List.of(chain)) instanceof Identity.Gateway)) return authorities;
    return gateways.orElseThrow(
        () -> new CertificateException("gateways of venues are not let in here (tls.gateways)"));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    of(chain).checkClientTrusted(chain, kind, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    of(chain).checkClientTrusted(chain, kind, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    of(chain).checkClientTrusted(chain, kind);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this trust is in clients");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw new CertificateException("this trust is in clients");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw new CertificateException("this trust is in clients");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    List<X509Certificate> all = new ArrayList<>(List.of(authorities.getAcceptedIssuers()));
    gateways.ifPresent(each -> all.addAll(List.of(each.getAcceptedIssuers())));
    return all.toArray(X509Certificate[]::new);
  }
}
