package godwit.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.payload.RoutingCode;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
  private static final String FRANCE = "urn:hix:authority:250:0";

  @ParameterizedTest
  @ValueSource(strings = {"1/0", "999/65535", "826/4", "custom/00000000", "custom/c0ffee01"})
  void readsWhatItWrites(String path) throws Exception {
    RoutingCode code = RoutingCode.parse(path).orElseThrow();
    X509Certificate certificate = certificate(Identities.urn(code));
    assertEquals(new Identity.Authority(code), Identities.of(certificate));
    assertEquals(new Identity.Authority(code), Identities.of(certificate.getEncoded()));
    assertEquals(new Identity.Authority(code), Identities.of(List.of(certificate)));
    assertEquals(Optional.of(code), Identities.authority(certificate));
  }

  @Test
  void writesTheNamesOfTheStandard() {
    assertEquals("urn:hix:authority:250:0", Identities.urn(RoutingCode.nation(250, 0)));
    assertEquals("urn:hix:authority:custom:00c0ffee", Identities.urn(RoutingCode.custom(0xc0ffee)));
    assertThrows(IllegalArgumentException.class, () -> Identities.urn(RoutingCode.nation(1000, 0)));
  }

  @Test
  void knowsAGatewayOfAVenue() throws Exception {
    assertEquals(
        new Identity.Gateway(RoutingCode.nation(250, 0), 4_294_967_295L, "door-1"),
        Identities.of(List.of(certificate("urn:hix:gateway:250:0:4294967295:door-1"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:hix:authority:0:0",
        "urn:hix:authority:1000:0",
        "urn:hix:authority:033:0",
        "urn:hix:authority:33:00",
        "urn:hix:authority:33:01",
        "urn:hix:authority:33:65536",
        "urn:hix:authority:33:99999",
        "urn:hix:authority:33",
        "urn:hix:authority:33:",
        "urn:hix:authority:33:0:1",
        "urn:hix:authority:+33:0",
        "urn:hix:authority:custom:C0FFEE01",
        "urn:hix:authority:custom:c0ffee0",
        "urn:hix:authority:custom:c0ffee011",
        "urn:hix:authority:custom:c0ffee0g",
        "URN:hix:authority:250:0",
        "urn:HIX:authority:250:0",
        "urn:hix:authority:250:0?a",
        "urn:hix:authority:250:0#a",
        "urn:hix:authority:2%350:0",
        "urn:hix:gateway:250:0:07:door",
        "urn:hix:gateway:250:0:4294967296:door",
        "urn:hix:gateway:250:0:7:",
        "urn:hix:gateway:250:0:7:a door",
        "urn:hix:gateway:250:65536:7:door",
        "https://authority.example/",
      })
  void knowsNoOtherSpelling(String name) throws Exception {
    assertUnknown(certificate(name));
  }

  @Test
  void digitsOfOtherScriptsAreNoDigits() {
    assertInstanceOf(Identity.Unknown.class, Identities.parse("urn:hix:authority:\u0663\u0663:0"));
    assertInstanceOf(Identity.Unknown.class, Identities.parse("urn:hix:authority:33:0\n"));
  }

  @Test
  void aSecondNameMakesNobodyOfBoth() throws Exception {
    assertUnknown(certificate(FRANCE, "urn:hix:authority:578:0"));
    assertUnknown(certificate(FRANCE, FRANCE));
    assertUnknown(certificate(FRANCE, "URN:HIX:authority:578:0"));
    assertUnknown(certificate(FRANCE, "urn:hix:gateway:250:0:7:door"));
  }

  @Test
  void otherNamesDoNotMatter() throws Exception {
    assertEquals(
        Optional.of(RoutingCode.nation(250, 0)),
        Identities.authority(certificate("https://authority.example/", FRANCE)));
  }

  @Test
  void onlyUriNamesCount() throws Exception {
    assertUnknown(certificate(new GeneralName(GeneralName.rfc822Name, FRANCE)));
    assertUnknown(certificate(new GeneralName[0]));
  }

  @Test
  void onlyTheFirstCertificateOfAChainCounts() throws Exception {
    X509Certificate france = certificate(FRANCE);
    X509Certificate nobody = certificate("https://authority.example/");
    assertInstanceOf(Identity.Unknown.class, Identities.of(List.of(nobody, france)));
    assertInstanceOf(Identity.Unknown.class, Identities.of(List.of()));
  }

  @Test
  void brokenBytesAreNobody() throws Exception {
    byte[] der = certificate(FRANCE).getEncoded();
    for (int size = 0; size < der.length; size += 7) {
      assertInstanceOf(Identity.Unknown.class, Identities.of(Arrays.copyOf(der, size)));
    }
  }

  private static void assertUnknown(X509Certificate certificate) {
    assertInstanceOf(Identity.Unknown.class, Identities.of(certificate));
    assertEquals(Optional.empty(), Identities.authority(certificate));
  }

  private static X509Certificate certificate(String... uris) throws Exception {
    return certificate(Arrays.stream(uris)
        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
        .toArray(GeneralName[]::new));
  }

  private static X509Certificate certificate(GeneralName... names) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var pair = generator.generateKeyPair();
    var subject = new X500Principal("CN=urn:hix:authority:1:0");
    Instant now = Instant.now();
    var builder = new JcaX509v3CertificateBuilder(
        subject,
        BigInteger.ONE,
        Date.from(now),
        Date.from(now.plusSeconds(60)),
        subject,
        pair.getPublic());
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
