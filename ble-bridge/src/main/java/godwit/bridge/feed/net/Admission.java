package godwit.bridge.feed.net;

import godwit.bridge.venue.GatewayHealth;
import godwit.codec.Sha256;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Which gateway a connection is of: by its certificate, its token, or both where both are
/// configured. Names that a client gives itself count for nothing.
public final class Admission {
  private final Collection<GatewayHealth> gateways;

  public Admission(Collection<GatewayHealth> gateways) {
    this.gateways = gateways;
  }

  /// @param token that the client showed
  /// @param certificate SHA-256 of the one that it showed
  Optional<GatewayHealth> gateway(Optional<String> token, Optional<String> certificate) {
    GatewayHealth found = null;
    for (GatewayHealth each : gateways) {
      Optional<String> wantedToken = each.gateway().token();
      Optional<String> wantedCertificate = each.gateway().certificate();
      if (wantedToken.isEmpty() && wantedCertificate.isEmpty()) continue;
      boolean shown = (wantedToken.isEmpty() || isSame(wantedToken, token))
          && (wantedCertificate.isEmpty() || isSame(wantedCertificate, certificate));
      if (shown) found = each;
    }
    return Optional.ofNullable(found);
  }

  /// SHA-256 of the client certificate of a connection.
  static Optional<String> certificate(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) return Optional.empty();
    try {
      Certificate[] shown = tls.engine().getSession().getPeerCertificates();
      return Optional.of(HexFormat.of().formatHex(Sha256.of(shown[0].getEncoded())));
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was verified has its bytes", e);
    }
  }

  /* In a time that does not depend on where they differ. */
  private static boolean isSame(Optional<String> wanted, Optional<String> shown) {
    byte[] left = Sha256.of(wanted.orElse("").getBytes(StandardCharsets.UTF_8));
    byte[] right = Sha256.of(shown.orElse("").getBytes(StandardCharsets.UTF_8));
    return shown.isPresent() && MessageDigest.isEqual(left, right);
  }
}
