package godwit.bridge.uplink;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of a test, with its files in a folder.
public final class TestPki {
  private static final String NAME = "CN=ca";

  private final Path folder;
  private final KeyPair pair;
  private final X509Certificate certificate;
  private long serial = 1;

  public TestPki(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.pair = pair();
    this.certificate = sign(NAME, pair, List.of(), true, Duration.ofDays(10));
    write("ca.pem", "CERTIFICATE", certificate.getEncoded());
  }

  public Path trust() {
    return folder.resolve("ca.pem");
  }

  /// Writes `name.pem` and `name.key`, with a URI name or for this host.
  public X509Certificate issue(String name, String uri, Duration valid)
      throws IOException, GeneralSecurityException {
    KeyPair own = pair();
    List<GeneralName> names = uri.isEmpty()
        ? List.of(
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"))
        : List.of(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    X509Certificate issued = sign("CN=" + name, own, names, false, valid);
    write(name + ".pem", "CERTIFICATE", issued.getEncoded());
    write(name + ".key", "PRIVATE KEY", own.getPrivate().getEncoded());
    return issued;
  }

  public ClientIdentity identity(String name) {
    return new ClientIdentity(
        folder.resolve(name + ".pem"), folder.resolve(name + ".key"), trust());
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  private X509Certificate sign(
      String subject, KeyPair own, List<GeneralName> names, boolean authority, Duration valid)
      throws IOException, GeneralSecurityException {
    Instant now = Instant.now();
    boolean ended = valid.isNegative();
    try {
      JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
          new X500Principal(NAME),
          BigInteger.valueOf(serial++),
          Date.from(ended ? now.minus(Duration.ofDays(3)) : now.minus(Duration.ofHours(1))),
          Date.from(now.plus(valid)),
          new X500Principal(subject),
          own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(
              new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private void write(String file, String type, byte[] bytes) throws IOException {
    String text = "-----BEGIN " + type + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END " + type + "-----\n";
    Files.writeString(folder.resolve(file), text, StandardCharsets.US_ASCII);
  }
}
