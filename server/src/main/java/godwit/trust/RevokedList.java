package godwit.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The list of certificates that a certificate authority in a folder has revoked.
///
/// - shape: `ca.crl`, PEM, made anew and put in place at once with each certificate more
/// - units: the next one is due after [#DUE_DAYS]
/// - errors: [IOException] with a sentence
/// - source: RFC 5280, 5
public final class RevokedList {
  /// Until when the next list is due.
  public static final int DUE_DAYS = 30;

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final Path folder;
  private final InstantSource time;

  public RevokedList(Path folder, InstantSource time) {
    this.folder = folder;
    this.time = time;
  }

  /// The list as it is now.
  ///
  /// @param certificates how many it holds
  public record Written(Path file, int certificates, Instant due) {}

  /// Adds certificates, none of which is needed to be new.
  public Written add(List<Path> certificates) throws IOException {
    X509Certificate ca = Pem.certificates(folder.resolve("ca.pem")).getFirst();
    PrivateKey key = Pem.privateKey(folder.resolve("ca.key"));
    Path file = folder.resolve("ca.crl");
    Instant now = time.instant().truncatedTo(ChronoUnit.SECONDS);
    try {
      Map<BigInteger, Date> revoked = former(file);
      for (Path each : certificates) {
        X509Certificate certificate = Pem.certificates(each).getFirst();
        certificate.verify(ca.getPublicKey());
        revoked.putIfAbsent(certificate.getSerialNumber(), Date.from(now));
      }
      Instant due = now.plus(DUE_DAYS, ChronoUnit.DAYS);
      var list = new JcaX509v2CRLBuilder(ca, Date.from(now.minus(CLOCK_SKEW)));
      list.setNextUpdate(Date.from(due));
      revoked.forEach((serial, since) -> list.addCRLEntry(serial, since, CRLReason.unspecified));
      list.addExtension(
          Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
      X509CRL made = new JcaX509CRLConverter()
          .getCRL(list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
      Path next = folder.resolve("ca.crl.new");
      Files.writeString(next, Pem.encode("X509 CRL", made.getEncoded()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new Written(file, revoked.size(), due);
    } catch (GeneralSecurityException | OperatorCreationException failed) {
      throw new IOException(
          "not of the authority in " + folder + ", or not to be revoked: " + failed.getMessage(),
          failed);
    }
  }

  private static Map<BigInteger, Date> former(Path file)
      throws IOException, GeneralSecurityException {
    Map<BigInteger, Date> revoked = new HashMap<>();
    if (!Files.exists(file)) return revoked;
    try (var in = Files.newInputStream(file)) {
      var list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
      if (list.getRevokedCertificates() != null) {
        for (X509CRLEntry entry : list.getRevokedCertificates()) {
          revoked.put(entry.getSerialNumber(), entry.getRevocationDate());
        }
      }
    }
    return revoked;
  }
}
