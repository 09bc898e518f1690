package godwit.store.held;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldKeysTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 21);
  private static final UUID SUBJECT = new UUID(1, 2);

  @TempDir
  Path folder;

  private Path file;
  private HeldKeys keys;

  @BeforeEach
  void make() throws IOException {
    file = folder.resolve("held");
    keys = HeldKeys.make(file, FIRST, new SecureRandom());
  }

  @Test
  void everyNodeHasTheSameKeyOfASubjectAndDay() throws IOException {
    HeldKeys other = HeldKeys.read(file);
    for (int day = 0; day < 20; day++) {
      assertEquals(key(keys, day), key(other, day));
    }
    assertEquals(
        20,
        IntStream.range(0, 20)
            .mapToObj(day -> key(keys, day).orElseThrow())
            .distinct()
            .count());
    assertNotEquals(keys.key(SUBJECT, FIRST), keys.key(new UUID(1, 3), FIRST));
  }

  @Test
  void whatIsForgottenCannotBeReadByAnybody() throws IOException {
    Optional<SecretKey> later = key(keys, 5);
    String before = Files.readString(file);
    assertTrue(keys.forgetBefore(FIRST.plusDays(3)));
    assertFalse(keys.forgetBefore(FIRST.plusDays(3)), "nothing is left to forget");
    assertFalse(keys.forgetBefore(FIRST), "it never goes back");
    for (HeldKeys each : List.of(keys, HeldKeys.read(file))) {
      assertEquals(Optional.empty(), key(each, 0));
      assertEquals(Optional.empty(), key(each, 2));
      assertTrue(key(each, 3).isPresent());
      assertEquals(later, key(each, 5), "what is kept stays what it was");
    }
    String root = before.strip().substring(before.length() - 65);
    assertFalse(Files.readString(file).contains(root));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList(), "nothing is left beside it");
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void whatCannotBeWrittenIsNotForgotten() throws IOException {
    Optional<SecretKey> first = key(keys, 0);
    Files.createDirectories(folder.resolve("held.next").resolve("in-the-way"));
    assertThrows(IOException.class, () -> keys.forgetBefore(FIRST.plusDays(1)));
    assertEquals(first, key(keys, 0));
    assertEquals(first, key(HeldKeys.read(file), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "godwit-held-keys 1 2026-11-21 00\n",
        "godwit-held-keys 2 2026-11-21 %064d\n",
        "godwit-held-keys 1 2026-13-21 %064d\n",
        "godwit-held-keys 1 2026-11-21 %064d\nmore"
      })
  void whatIsNoSuchFileIsRefused(String text) throws IOException {
    Files.writeString(file, text.formatted(0));
    var refused = assertThrows(IOException.class, () -> HeldKeys.read(file));
    assertEquals(file + " is no file of held keys", refused.getMessage());
  }

  @Test
  void neverOverwritesAndShowsNothing() {
    assertThrows(IOException.class, () -> HeldKeys.make(file, FIRST, new SecureRandom()));
    assertEquals("HeldKeys[" + file + "]", keys.toString());
  }

  @Test
  void aBlockOpensWhereItWasSealedAndNowhereElse() {
    SecureRandom random = new SecureRandom();
    UUID attempt = UUID.randomUUID();
    HeldBlocks seal = new HeldBlocks(key(keys, 0).orElseThrow(), attempt);
    byte[] block = "some contact events".getBytes(UTF_8);
    byte[] sealed = seal.seal(3, block, 0, block.length, random);
    assertArrayEquals(block, seal.open(3, sealed).orElseThrow());
    assertTrue(seal.open(2, sealed).isEmpty());
    assertTrue(new HeldBlocks(key(keys, 0).orElseThrow(), UUID.randomUUID())
        .open(3, sealed)
        .isEmpty());
    assertTrue(
        new HeldBlocks(key(keys, 1).orElseThrow(), attempt).open(3, sealed).isEmpty());
    for (int index = 0; index < sealed.length; index++) {
      byte[] flipped = sealed.clone();
      flipped[index] ^= 1;
      assertTrue(seal.open(3, flipped).isEmpty(), "byte " + index);
    }
    assertTrue(seal.open(3, new byte[5]).isEmpty());
  }

  private static Optional<SecretKey> key(HeldKeys from, int day) {
    return from.key(SUBJECT, FIRST.plusDays(day));
  }
}
