package godwit.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkiTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.500Z");
  private static final RoutingCode ENGLAND = RoutingCode.nation(826, 4);

  @TempDir
  Path folder;

  private final Pki pki = new Pki(InstantSource.fixed(NOW));

  @Test
  void anAuthoritysCertificateChainsToItsCertificateAuthority() throws Exception {
    Pki.Issued issued = england();
    X509Certificate certificate = certificate(issued.certificate());
    validate(certificate, certificate(issued.trust()), NOW);
    assertEquals(Instant.parse("2026-12-21T09:55:00Z"), issued.notAfter());
    assertEquals(issued.notAfter(), certificate.getNotAfter().toInstant());
    assertThrows(
        CertPathValidatorException.class,
        () ->
            validate(certificate, certificate(issued.trust()), issued.notAfter().plusSeconds(1)));
    Path other = folder.resolve("other");
    X509Certificate stranger = certificate(pki.init(other).certificate());
    assertThrows(CertPathValidatorException.class, () -> validate(certificate, stranger, NOW));
  }

  @Test
  void anAuthoritysCertificateNamesItAndItsHosts() throws Exception {
    X509Certificate certificate = certificate(england().certificate());
    assertEquals(
        Set.of(
            List.of(6, "urn:hix:authority:826:4"),
            List.of(2, "localhost"),
            List.of(7, "127.0.0.1"),
            List.of(2, "nhs.example"),
            List.of(7, "10.1.2.3"),
            List.of(7, "0:0:0:0:0:0:0:1")),
        Set.copyOf(certificate.getSubjectAlternativeNames()));
    assertEquals(new Identity.Authority(ENGLAND), Identities.of(certificate));
    assertEquals(
        List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
    assertEquals(-1, certificate.getBasicConstraints());
    assertTrue(certificate.getKeyUsage()[0]);
  }

  @Test
  void theCertificateAuthorityMaySignLeavesOnly() throws Exception {
    X509Certificate ca = certificate(pki.init(folder).certificate());
    assertEquals(0, ca.getBasicConstraints());
    assertTrue(ca.getKeyUsage()[5]);
    assertFalse(ca.getKeyUsage()[0]);
    ca.verify(ca.getPublicKey());
  }

  @Test
  void keysAreOnP256FitTheirCertificatesAndAreTheirOwnersAlone() throws Exception {
    Pki.Issued issued = england();
    for (Path key : List.of(issued.key(), folder.resolve("ca.key"))) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
      Path certificate = folder.resolve(key.getFileName().toString().replace(".key", ".pem"));
      assertPair(certificate(certificate), pkcs8(key));
    }
  }

  @Test
  void customAuthoritiesHaveTheirOwnFileNames() throws Exception {
    pki.init(folder);
    RoutingCode custom = RoutingCode.custom(0xC0FFEE01);
    Pki.Issued issued = pki.authority(folder, custom, List.of(), 1);
    assertEquals(folder.resolve("custom-c0ffee01.pem"), issued.certificate());
    assertEquals(folder.resolve("custom-c0ffee01.key"), issued.key());
    assertEquals(new Identity.Authority(custom), Identities.of(certificate(issued.certificate())));
  }

  @Test
  void neverOverwrites() throws Exception {
    Pki.Issued issued = england();
    byte[] key = Files.readAllBytes(issued.key());
    var refused = assertThrows(FileAlreadyExistsException.class, this::england);
    assertTrue(refused.toString().contains(folder.resolve("ca.pem") + ": "), "" + refused);
    assertThrows(
        FileAlreadyExistsException.class, () -> pki.authority(folder, ENGLAND, List.of(), 30));
    Files.delete(issued.certificate());
    assertThrows(
        FileAlreadyExistsException.class, () -> pki.authority(folder, ENGLAND, List.of(), 30));
    assertArrayEquals(key, Files.readAllBytes(issued.key()));
  }

  @Test
  void saysWhatIsMissing() {
    var refused =
        assertThrows(IOException.class, () -> pki.authority(folder, ENGLAND, List.of(), 30));
    assertTrue(refused.toString().contains("godwit pki init " + folder), "" + refused);
  }

  @Test
  void refusesACertificateAuthorityWhoseKeyIsAnothers() throws Exception {
    pki.init(folder);
    Path other = folder.resolve("other");
    pki.init(other);
    Files.delete(folder.resolve("ca.key"));
    Files.move(other.resolve("ca.key"), folder.resolve("ca.key"));
    assertThrows(IOException.class, () -> pki.authority(folder, ENGLAND, List.of(), 30));
    assertFalse(Files.exists(folder.resolve("826-4.key")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Pki.CA_DAYS + 1})
  void refusesDaysThatDoNotFit(int days) throws Exception {
    pki.init(folder);
    assertThrows(IOException.class, () -> pki.authority(folder, ENGLAND, List.of(), days));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "host:8443", "1.2.3", "-a", "https://a", "urn:hix:authority:1:0"})
  void refusesWhatIsNoHost(String host) throws Exception {
    pki.init(folder);
    assertThrows(IOException.class, () -> pki.authority(folder, ENGLAND, List.of(host), 30));
    assertFalse(Files.exists(folder.resolve("826-4.key")));
  }

  @Test
  void readsBackWhatItWroteAndKeysOfTheOlderForm() throws Exception {
    Pki.Issued issued = england();
    assertEquals(
        List.of(certificate(issued.certificate())), Pem.certificates(issued.certificate()));
    assertEquals(pkcs8(issued.key()), Pem.privateKey(issued.key()));
  }

  @Test
  void readsKeysOfTheOlderForm() throws Exception {
    var key = (ECPrivateKey) pkcs8(england().key());
    var curve = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");
    byte[] der = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), curve).getEncoded();
    String body = Base64.getMimeEncoder().encodeToString(der);
    String text = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        %s
        -----END EC PRIVATE KEY-----
        """.formatted(body);
    Path old = Files.writeString(folder.resolve("old.key"), text);
    assertEquals(key.getS(), ((ECPrivateKey) Pem.privateKey(old)).getS());
  }

  @Test
  void anUnreadableKeyIsNotQuoted() throws Exception {
    Path file = folder.resolve("bad.key");
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    var refused = assertThrows(IOException.class, () -> Pem.privateKey(file));
    assertTrue(refused.toString().contains(file.toString()));
    assertFalse(refused.toString().contains("c2Vj"));
    assertEquals(null, refused.getCause());
    Files.writeString(file, "nothing");
    assertThrows(IOException.class, () -> Pem.privateKey(file));
    assertThrows(IOException.class, () -> Pem.certificates(file));
  }

  @Test
  void registersNoProvider() throws Exception {
    england();
    assertEquals(null, Security.getProvider("BC"));
    assertNotEquals(0, Security.getProviders().length);
  }

  private Pki.Issued england() throws IOException {
    pki.init(folder);
    return pki.authority(folder, ENGLAND, List.of("nhs.example", "10.1.2.3", "::1"), 30);
  }

  /// Reads with the JDK alone, so that what is written is not judged by its own reader.
  private static X509Certificate certificate(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey pkcs8(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    assertEquals("-----BEGIN PRIVATE KEY-----", lines.getFirst());
    assertEquals("-----END PRIVATE KEY-----", lines.getLast());
    byte[] der = Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static void assertPair(X509Certificate certificate, PrivateKey key) throws Exception {
    var point = (ECPublicKey) certificate.getPublicKey();
    assertTrue(
        point.getParams().toString().contains("secp256r1"), point.getParams().toString());
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update((byte) 1);
    byte[] signature = signer.sign();
    signer.initVerify(point); // not the certificate: the CA's may not sign data
    signer.update((byte) 1);
    assertTrue(signer.verify(signature));
  }

  private static void validate(X509Certificate certificate, X509Certificate ca, Instant at)
      throws Exception {
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }
}
