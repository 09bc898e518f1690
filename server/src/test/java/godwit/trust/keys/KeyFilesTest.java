package godwit.trust.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of signing keys, as this program writes them and as others do.
class KeyFilesTest {
  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2027-11-01T00:00:00Z");

  @TempDir
  private Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    SigningKey key = SigningKey.make(new SecureRandom(), FROM, TO);
    Path file = folder.resolve("signing.key");
    KeyFiles.write(file, key);
    assertEquals(key, KeyFiles.secret(file));
    assertEquals(List.of(key.shown()), KeyFiles.shownIn(KeyFiles.shown(file)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(Files.readString(KeyFiles.shown(file)).contains("PRIVATE"));
  }

  @Test
  void noFileIsOverwritten() throws IOException {
    SigningKey key = SigningKey.make(new SecureRandom(), FROM, TO);
    Path file = folder.resolve("signing.key");
    Files.writeString(KeyFiles.shown(file), "somebody's");
    assertThrows(FileAlreadyExistsException.class, () -> KeyFiles.write(file, key));
    assertFalse(Files.exists(file));
  }

  @Test
  void keysOfSeveralTimesMayStandInOneFile() throws IOException {
    SigningKey old = SigningKey.make(new SecureRandom(), FROM.minusSeconds(9), FROM);
    SigningKey next = SigningKey.make(new SecureRandom(), FROM, TO);
    Path both = folder.resolve("both.pub");
    for (SigningKey each : List.of(old, next)) {
      Path file = folder.resolve(each + ".key");
      KeyFiles.write(file, each);
      Files.writeString(
          both,
          Files.readString(KeyFiles.shown(file)),
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    }
    assertEquals(List.of(old.shown(), next.shown()), KeyFiles.shownIn(both));
  }

  @Test
  void aKeyMadeElsewhereCountsWithoutDates() throws Exception {
    KeyPair pair = pair("secp256r1");
    Path secret = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    Path shown = pem("PUBLIC KEY", pair.getPublic().getEncoded());
    VerifyingKey read = KeyFiles.shownIn(shown).getFirst();
    assertEquals(KeyFiles.secret(secret).shown(), read);
    assertEquals(VerifyingKey.NO_END, read.notAfter());
  }

  @Test
  void whatIsNoKeyOfTheCurveIsRefusedWithoutItsContent() throws Exception {
    KeyPair other = pair("secp384r1");
    Path secret = pem("PRIVATE KEY", other.getPrivate().getEncoded());
    refused(secret, "holds a key that is not on P-256", () -> KeyFiles.secret(secret));
    Path shown = pem("PUBLIC KEY", other.getPublic().getEncoded());
    refused(shown, "not on P-256", () -> KeyFiles.shownIn(shown));
    refused(secret, "holds no PUBLIC KEY", () -> KeyFiles.shownIn(secret));
    Path text = Files.writeString(folder.resolve("text"), "nothing\n");
    refused(text, "no unencrypted private key", () -> KeyFiles.secret(text));
  }

  @Test
  void aDateThatIsNoneIsRefused() throws Exception {
    Path file = folder.resolve("signing.key");
    KeyFiles.write(file, SigningKey.make(new SecureRandom(), FROM, TO));
    Files.writeString(file, Files.readString(file).replace("2027-11-01", "2027-13-01"));
    refused(file, "is no time", () -> KeyFiles.secret(file));
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void refused(Path file, String reason, Reading reading) throws IOException {
    String said = String.valueOf(assertThrows(IOException.class, reading::read).getMessage());
    assertTrue(said.contains(file.getFileName().toString()) && said.contains(reason), said);
    for (String line : Files.readAllLines(file)) {
      if (line.length() > 40) assertFalse(said.contains(line), "it quotes the key");
    }
  }

  private Path pem(String label, byte[] der) throws IOException {
    return Files.writeString(
        folder.resolve(label + Base64.getUrlEncoder().encodeToString(der).hashCode()),
        "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END " + label + "-----\n");
  }

  private static KeyPair pair(String curve) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
