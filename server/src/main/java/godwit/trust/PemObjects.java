package godwit.trust;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/// What of PEM the JDK does not read.
/*
 * Apart from Pem, since the JVM opens Bouncy Castle's jar, and checks the signatures in it, as soon
 * as a class that names it is loaded: a server that starts with a key in the usual form needs none.
 */
final class PemObjects {
  private PemObjects() {}

  /// The first private key of a text that holds any number of objects, as PKCS#8.
  ///
  /// @throws IllegalArgumentException if an object before it is broken; without a cause, which
  ///     could quote the key
  static Optional<byte[]> privateKey(String text) {
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PEMKeyPair pair) found = pair.getPrivateKeyInfo();
        if (found instanceof PrivateKeyInfo key) return Optional.of(key.getEncoded());
      }
      return Optional.empty();
    } catch (IOException | RuntimeException _) {
      throw new IllegalArgumentException("not PEM with a private key");
    }
  }
}
