package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.check.TlsCheck;
import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.fixture.CommandRun;
import godwit.fixture.IssuedCertificates;
import godwit.fixture.IssuedCertificates.Wish;
import godwit.fixture.Member;
import godwit.store.held.HeldKeys;
import godwit.trust.Pki;
import godwit.trust.RevokedList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);

  @TempDir
  Path folder;

  private final Instant now = Instant.now();
  private final Pki pki = new Pki(InstantSource.fixed(now));
  private Path config = Path.of("");

  @BeforeEach
  void makeWhatIsRight() throws IOException {
    pki.init(folder);
    pki.authority(folder, FRANCE, List.of(), 365);
    config = Files.writeString(
        folder.resolve("godwit.yaml"), """
        authority: { country: 250, state: 0 }
        listen: { ops: { host: 127.0.0.1, port: 0 } }
        tls: { certificate: 250-0.pem, key: 250-0.key, trust: ca.pem }
        keys: { signing: [ %s ] }
        """.formatted(Member.signingKey(folder, FRANCE)));
  }

  @Test
  void saysThatNothingIsWrong() throws IOException {
    CommandRun text = CommandRun.of("check", "--config", config);
    assertEquals(0, text.status(), text.out());
    assertEquals(config + ": nothing is wrong\n", text.out());
    CommandRun json = CommandRun.of("check", "--config", config, "--json");
    assertEquals(0, json.status());
    assertTrue(json.json().get("ok").asBoolean());
    assertEquals(0, json.json().get("findings").size());
  }

  @Test
  void everyProblemOfTheConfigurationIsAFinding() throws IOException {
    Files.writeString(config, "authority: { country: 250, state: 0 }\ntls: {}\nfly: 1\n");
    CommandRun run = CommandRun.of("check", "--config", config, "--json");
    assertEquals(1, run.status());
    assertEquals(2, run.json().get("findings").size());
    String first = run.json().get("findings").get(0).get("problem").asText();
    assertEquals(config + ":2: missing key \"tls.certificate\".", first);
  }

  @Test
  void findsMissingAndUnreadableFiles() throws IOException {
    Files.delete(folder.resolve("250-0.pem"));
    Files.writeString(folder.resolve("250-0.key"), "no key");
    Files.writeString(folder.resolve("ca.pem"), "no certificate");
    assertEquals(List.of("error tls.certificate", "error tls.trust", "error tls.key"), found());
  }

  @Test
  void findsACertificateOfAnotherAuthority() throws IOException {
    Files.writeString(config, Files.readString(config).replace("state: 0", "state: 7"));
    assertEquals(List.of("error tls.certificate"), found());
    assertTrue(problem().contains("belongs to 250/0"), problem());
  }

  @Test
  void findsTheKeyOfAnotherCertificate() throws IOException {
    pki.authority(folder, RoutingCode.nation(578, 0), List.of(), 365);
    move("578-0.key", "250-0.key");
    assertEquals(List.of("error tls.key"), found());
    assertTrue(problem().contains("is not the key of"), problem());
  }

  @Test
  void findsACertificateThatTrustDoesNotVouchFor() throws IOException {
    Path other = folder.resolve("other");
    pki.init(other);
    move("other/ca.pem", "ca.pem");
    assertEquals(List.of("error tls.certificate"), found());
    assertTrue(problem().contains("does not chain"), problem());
  }

  @Test
  void findsACertificateThatNamesNoAuthority() throws IOException {
    move("ca.pem", "250-0.pem");
    move("ca.key", "250-0.key");
    Files.copy(folder.resolve("250-0.pem"), folder.resolve("ca.pem"));
    assertEquals(List.of("error tls.certificate"), found());
    assertTrue(problem().contains("names no authority"), problem());
  }

  @Test
  void findsKeysAndSignaturesOfAnotherKind() throws Exception {
    Wish wish = Wish.of(IssuedCertificates.rsa()).authority(0);
    append("ca.pem", IssuedCertificates.selfSigned(wish));
    assertEquals(List.of("error tls.trust"), found());
    assertTrue(problem().contains("not on P-256"), problem());
  }

  @Test
  void findsListsOfRevokedCertificatesThatDoNotDo() throws IOException {
    tls("revoked: [ ca.crl, other/ca.crl ]");
    assertEquals(List.of("error tls.revoked", "error tls.revoked"), found());
    pki.authority(folder, RoutingCode.nation(578, 0), List.of(), 365);
    revoke(folder, folder.resolve("578-0.pem"));
    Path other = folder.resolve("other");
    pki.init(other);
    revoke(other, pki.authority(other, FRANCE, List.of(), 365).certificate());
    assertEquals(List.of("error tls.revoked"), found());
    assertTrue(problem().contains("none of `tls.trust` has signed"), problem());

    tls("revoked: [ ca.crl ]");
    assertEquals(List.of(), foundAfter(RevokedList.DUE_DAYS - 1));
    assertEquals(List.of("warning tls.revoked"), foundAfter(RevokedList.DUE_DAYS + 1));
  }

  @Test
  void findsThatNobodyCanVouchForGateways() throws IOException {
    Path held = folder.resolve("held.key");
    HeldKeys.make(held, LocalDate.ofInstant(now, ZoneOffset.UTC), new SecureRandom());
    String text = Files.readString(config);
    Files.writeString(config, text.replace("keys: {", "keys: { held: " + held + ","));
    tls("gateways: gateways.pem");
    assertEquals(List.of("error tls.gateways"), found());
    Files.copy(folder.resolve("ca.pem"), folder.resolve("gateways.pem"));
    assertEquals(List.of(), found());
  }

  private void tls(String more) throws IOException {
    String plain = "trust: ca.pem";
    String text = Files.readString(config).replaceFirst(plain + "[^}]*", plain + ", " + more + " ");
    Files.writeString(config, text);
  }

  private void revoke(Path authority, Path certificate) throws IOException {
    new RevokedList(authority, InstantSource.fixed(now)).add(List.of(certificate));
  }

  @Test
  void findsAPathThatIsLongerThanItsAuthorityAllows() throws Exception {
    Wish between = Wish.of(IssuedCertificates.ec("secp256r1")).authority(0);
    Wish own = Wish.of(IssuedCertificates.ec("secp256r1")).subject("CN=France");
    IssuedCertificates france =
        IssuedCertificates.authority(folder).issue(between).issue(own);
    Files.delete(folder.resolve("250-0.pem"));
    append("250-0.pem", france);
    assertTrue(found().contains("error tls.certificate"));
    String findings = CommandRun.of("check", "--config", config).out();
    assertTrue(findings.contains("longer than the trusted certificate allows"), findings);
  }

  private void append(String file, IssuedCertificates certificates) throws Exception {
    for (X509Certificate each : certificates.chain()) {
      String pem = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
          .formatted(Base64.getMimeEncoder().encodeToString(each.getEncoded()));
      Files.writeString(
          folder.resolve(file), pem, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  @Test
  void findsKeysThatOthersMayRead() throws IOException {
    Path key = folder.resolve("250-0.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(List.of("error tls.key"), found());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(List.of("warning tls.key"), found());
    assertEquals(0, CommandRun.of("check", "--config", config).status());
  }

  @Test
  void warnsBeforeTheCertificateExpiresAndRefusesItAfterwards() throws IOException {
    assertEquals(List.of(), foundAfter(334));
    assertEquals(List.of("warning tls.certificate"), foundAfter(336));
    assertEquals(List.of("error tls.certificate"), foundAfter(366));
    assertEquals(List.of("error tls.certificate", "error tls.trust"), foundAfter(-1));
  }

  @Test
  void noticesThatTheTrustedCertificateExpires() throws IOException {
    var issued = new Pki(InstantSource.fixed(now.plus(Duration.ofDays(Pki.CA_DAYS - 20))));
    move("250-0.pem", "old.pem");
    move("250-0.key", "old.key");
    issued.authority(folder, FRANCE, List.of(), 20);
    assertEquals(
        List.of("warning tls.certificate", "warning tls.trust"), foundAfter(Pki.CA_DAYS - 20));
  }

  private List<String> foundAfter(int days) {
    ServerConfig read = ServerConfig.read(config);
    InstantSource later = InstantSource.fixed(now.plus(Duration.ofDays(days)));
    return new TlsCheck(later)
        .findings(read.authority(), read.tls()).stream()
            .map(finding -> finding.severity().word() + " " + finding.about())
            .toList();
  }

  private List<String> found() throws IOException {
    CommandRun run = CommandRun.of("check", "--config", config, "--json");
    JsonNode document = run.json();
    assertEquals(run.status() == 0, document.get("ok").asBoolean());
    List<String> findings = new ArrayList<>();
    for (JsonNode finding : document.get("findings")) {
      findings.add(finding.get("severity").asText() + " " + finding.get("about").asText());
    }
    return findings;
  }

  private String problem() throws IOException {
    CommandRun run = CommandRun.of("check", "--config", config, "--json");
    return run.json().get("findings").get(0).get("problem").asText();
  }

  private void move(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }
}
