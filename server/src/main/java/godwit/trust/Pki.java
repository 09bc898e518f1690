package godwit.trust;

import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority in a folder, for trials and for small federations.
///
/// - shape: `ca.pem` and `ca.key`; for each health authority `C-S.pem` and `C-S.key`, or
///   `custom-HEX.pem` and `custom-HEX.key`; keys are P-256, readable by their owner alone
/// - units: certificates count from 5 minutes ago, for days of 24 hours
/// - errors: [IOException] with a sentence; no existing file is ever overwritten
public final class Pki {
  /// How long a certificate authority made here lasts.
  public static final int CA_DAYS = 3_650;

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127; // positive, and within RFC 5280's 20 octets

  private final InstantSource time;
  private final SecureRandom random = new SecureRandom();

  public Pki(InstantSource time) {
    this.time = time;
  }

  /// Files that were written, and until when the certificate counts.
  ///
  /// @param trust the certificate that vouches for it
  public record Issued(Path certificate, Path key, Path trust, Instant notAfter) {}

  /// Makes a certificate authority in a folder, which is created if need be.
  public Issued init(Path folder) throws IOException {
    Files.createDirectories(folder);
    Instant notBefore = notBefore();
    var issued = new Issued(
        folder.resolve("ca.pem"),
        folder.resolve("ca.key"),
        folder.resolve("ca.pem"),
        notBefore.plus(CA_DAYS, ChronoUnit.DAYS));
    requireNew(issued);
    try {
      KeyPair pair = keyPair();
      BigInteger serial = serial();
      var name = new X500Principal("CN=Godwit CA " + serial.toString(16).substring(0, 8));
      var builder = new JcaX509v3CertificateBuilder(
          name, serial, Date.from(notBefore), Date.from(issued.notAfter()), name, pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      addKeyIds(builder, pair.getPublic(), pair.getPublic());
      write(issued, pair.getPrivate(), sign(builder, pair.getPrivate()));
      return issued;
    } catch (GeneralSecurityException | OperatorCreationException failed) {
      throw new IOException("cannot make a certificate authority: " + failed.getMessage(), failed);
    }
  }

  /// Makes a key and a certificate for a health authority, as a server and as a client.
  ///
  /// @param hosts names or addresses it is reached at, besides `localhost` and 127.0.0.1
  /// @param days from 1 to what is left of the certificate authority
  public Issued authority(Path folder, RoutingCode code, List<String> hosts, int days)
      throws IOException {
    if (!code.isRoutable()) throw new IOException(code + " is no authority's code");
    String stem = code.custom() ? "custom-" + code.hex() : code.country() + "-" + code.state();
    return issue(
        folder,
        stem,
        "CN=HIX authority " + code.path(),
        names(code, hosts),
        List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
        days);
  }

  private Issued issue(
      Path folder,
      String stem,
      String subject,
      GeneralNames names,
      List<KeyPurposeId> purposes,
      int days)
      throws IOException {
    Path trust = folder.resolve("ca.pem");
    if (!Files.exists(trust)) {
      throw new IOException("there is no " + trust + "; make one with: godwit pki init " + folder);
    }
    X509Certificate ca = Pem.certificates(trust).getFirst();
    Instant notBefore = notBefore();
    var issued = new Issued(
        folder.resolve(stem + ".pem"),
        folder.resolve(stem + ".key"),
        trust,
        notBefore.plus(days, ChronoUnit.DAYS));
    Instant end = ca.getNotAfter().toInstant();
    if (days < 1 || issued.notAfter().isAfter(end)) {
      throw new IOException("%d days do not fit: %s ends on %s; give from 1 to %d days"
          .formatted(days, trust, end, Math.max(1, notBefore.until(end, ChronoUnit.DAYS))));
    }
    requireNew(issued);
    PrivateKey signer = Pem.privateKey(folder.resolve("ca.key"));
    try {
      KeyPair pair = keyPair();
      var builder = new JcaX509v3CertificateBuilder(
          ca,
          serial(),
          Date.from(notBefore),
          Date.from(issued.notAfter()),
          new X500Principal(subject),
          pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
      builder.addExtension(Extension.subjectAlternativeName, false, names);
      addKeyIds(builder, pair.getPublic(), ca.getPublicKey());
      X509Certificate certificate = sign(builder, signer);
      certificate.verify(ca.getPublicKey()); // or ca.pem and ca.key are not a pair
      write(issued, pair.getPrivate(), certificate);
      return issued;
    } catch (GeneralSecurityException | OperatorCreationException failed) {
      throw new IOException("cannot make a certificate: " + failed.getMessage(), failed);
    }
  }

  /// Makes a key and a certificate with which a venue's gateway calls its authority, as a client.
  ///
  /// @param days from 1 to what is left of the certificate authority
  public Issued gateway(Path folder, Identity.Gateway gateway, int days) throws IOException {
    String urn;
    try {
      urn = Identities.urn(gateway);
    } catch (IllegalArgumentException notOne) {
      throw new IOException("\"" + gateway.name() + "\" is not a gateway's name: it has letters,"
          + " digits, dots, dashes and underscores, at most 64");
    }
    String stem = "gateway-" + gateway.venue() + "-" + gateway.name();
    return issue(
        folder,
        stem,
        "CN=HIX gateway " + gateway.venue() + " " + gateway.name(),
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, urn)),
        List.of(KeyPurposeId.id_kp_clientAuth),
        days);
  }

  private static GeneralNames names(RoutingCode code, List<String> hosts) throws IOException {
    Set<String> all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
    all.addAll(hosts);
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, Identities.urn(code)));
    for (String host : all) names.add(hostName(host));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static GeneralName hostName(String host) throws IOException {
    if (host.matches("[0-9.]+|.*:.*")) {
      if (!host.contains(":") && !host.matches("([0-9]+\\.){3}[0-9]+")) throw noAddress(host);
      try {
        return new GeneralName(
            GeneralName.iPAddress, InetAddress.ofLiteral(host).getHostAddress());
      } catch (IllegalArgumentException notOne) {
        throw noAddress(host);
      }
    }
    if (!host.matches("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
      throw new IOException("\"" + host + "\" is not a host name");
    }
    return new GeneralName(GeneralName.dNSName, host);
  }

  private static IOException noAddress(String host) {
    return new IOException("\"" + host + "\" is not an IP address; give hosts without port");
  }

  private static void requireNew(Issued issued) throws FileAlreadyExistsException {
    Pem.requireNew(issued.certificate(), issued.key());
  }

  /// Writes the key first: a certificate without its key is of no use.
  private static void write(Issued issued, PrivateKey key, X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    Pem.writeKey(issued.key(), key);
    Pem.writeCertificate(issued.certificate(), certificate);
  }

  private static void addKeyIds(
      X509v3CertificateBuilder builder, PublicKey subject, PublicKey issuer)
      throws GeneralSecurityException, IOException {
    var extensions = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subject));
    builder.addExtension(
        Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuer));
  }

  private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private KeyPair keyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  private Instant notBefore() {
    return time.instant().truncatedTo(ChronoUnit.SECONDS).minus(CLOCK_SKEW);
  }
}
