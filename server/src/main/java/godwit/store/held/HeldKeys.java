package godwit.store.held;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The keys of held contact events: a ratchet that moves on a day at a time, and never back.
///
/// The file has a root for the first day that can still be read; the root of each later day follows
/// from the one before, and the key of a subject and day from that day's root. To forget days, the
/// file is written anew with a later root: nobody can go back, whatever the database still holds.
/// It is the same at every node, and has no place in the database or its backups.
///
/// - shape: `godwit-held-keys 1 | day | root in hex`, one line; 32 bytes a root
/// - units: UTC days
/// - errors: [IOException] with a sentence
/// - source: our own; HMAC-SHA-256 (RFC 2104) as a one-way function
public final class HeldKeys {
  private static final Pattern LINE =
      Pattern.compile("godwit-held-keys 1 (\\d{4}-\\d{2}-\\d{2}) ([0-9a-f]{64})\\n");
  private static final String HMAC = "HmacSHA256";
  private static final int ROOT_BYTES = 32;
  private static final byte NEXT_DAY = 0;
  private static final byte SUBJECT = 1;
  /* A key that the file can be asked for ahead of its first day: longer than anything is held. */
  private static final int MOST_DAYS = 400;

  private final Path file;
  private LocalDate first;
  private byte[] root;

  private HeldKeys(Path file, LocalDate first, byte[] root) {
    this.file = file;
    this.first = first;
    this.root = root;
  }

  /// Makes a file that is not there yet, for its owner alone.
  ///
  /// @param first day that its keys are for
  public static HeldKeys make(Path file, LocalDate first, SecureRandom random) throws IOException {
    byte[] root = new byte[ROOT_BYTES];
    random.nextBytes(root);
    HeldKeys keys = new HeldKeys(file, first, root);
    if (Files.exists(file)) throw new IOException(file + " is there already");
    keys.write();
    return keys;
  }

  /// Reads a file.
  public static HeldKeys read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + ": there is no such file; `godwit keys make held` makes it");
    }
    Matcher line = LINE.matcher(text);
    if (!line.matches()) throw new IOException(file + " is no file of held keys");
    try {
      return new HeldKeys(
          file, LocalDate.parse(line.group(1)), HexFormat.of().parseHex(line.group(2)));
    } catch (DateTimeException notOne) {
      throw new IOException(file + " is no file of held keys");
    }
  }

  /// The first day whose keys are still there.
  public synchronized LocalDate first() {
    return first;
  }

  /// The key of what a subject uploaded on a day; empty once it was forgotten.
  public synchronized Optional<SecretKey> key(UUID subject, LocalDate day) {
    if (day.isBefore(first) || day.isAfter(first.plusDays(MOST_DAYS))) return Optional.empty();
    byte[] ofDay = root;
    for (LocalDate at = first; at.isBefore(day); at = at.plusDays(1)) ofDay = next(ofDay);
    byte[] named = ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put(SUBJECT)
        .putLong(subject.getMostSignificantBits())
        .putLong(subject.getLeastSignificantBits())
        .array();
    return Optional.of(new SecretKeySpec(hmac(ofDay, named), "AES"));
  }

  /// Forgets the keys of all days before this one, for ever.
  ///
  /// @return whether there were any
  public synchronized boolean forgetBefore(LocalDate day) throws IOException {
    if (!day.isAfter(first)) return false;
    byte[] before = root;
    LocalDate was = first;
    for (; first.isBefore(day); first = first.plusDays(1)) root = next(root);
    try {
      write();
    } catch (IOException failed) {
      root = before;
      first = was;
      throw failed;
    }
    Arrays.fill(before, (byte) 0);
    return true;
  }

  @Override
  public String toString() {
    return "HeldKeys[" + file + "]";
  }

  /* Whole or not at all: a root that is lost cannot be made again. */
  private void write() throws IOException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    Path next = folder.resolve(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String line = "godwit-held-keys 1 %s %s\n".formatted(first, HexFormat.of().formatHex(root));
    try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) out.write(bytes);
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  private static byte[] next(byte[] root) {
    return hmac(root, new byte[] {NEXT_DAY});
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
