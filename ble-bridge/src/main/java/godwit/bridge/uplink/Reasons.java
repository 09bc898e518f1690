package godwit.bridge.uplink;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/// Why a call failed, in words that hold nothing of what was sent or answered.
final class Reasons {
  private Reasons() {}

  static String of(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return "the authority's certificate is not one that is trusted here, or has ended";
      }
    }
    if (failed instanceof HttpConnectTimeoutException) return "no connection within 10 s";
    if (failed instanceof HttpTimeoutException) return "no answer within 60 s";
    if (failed instanceof ConnectException) return "no connection: nobody listens, or no route";
    if (failed instanceof SSLException) {
      return "TLS failed: the authority refuses this certificate, or offers nothing in common";
    }
    return "the connection broke: " + failed.getClass().getSimpleName();
  }
}
