package godwit.trust;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// What of PEM the JDK does not read or write.
/*
 * Apart from Pem, since the JVM opens Bouncy Castle's jar, and checks the signatures in it, as soon
 * as a class that names it is loaded: a server that starts with a key in the usual form needs none.
 */
final class PemObjects {
  private PemObjects() {}

  /// The first private key of a text that holds any number of objects.
  ///
  /// @throws IllegalArgumentException if an object before it is broken; without a cause, which
  ///     could quote the key
  static Optional<PrivateKey> privateKey(String text) {
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PrivateKeyInfo key) return Optional.of(privateKey(key));
        if (found instanceof PEMKeyPair pair)
          return Optional.of(privateKey(pair.getPrivateKeyInfo()));
      }
      return Optional.empty();
    } catch (IOException | RuntimeException | GeneralSecurityException _) {
      throw new IllegalArgumentException("not PEM with a private key of an elliptic curve");
    }
  }

  private static PrivateKey privateKey(PrivateKeyInfo key)
      throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }

  static String encode(String label, byte[] der) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(label, der));
    }
    return text.toString();
  }
}
