package godwit.bridge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A venue's secret, from which the keys of its bridge derive.
///
/// - shape: a file of 64 hex digits, readable by its owner; made at the first start
/// - units: 32 bytes
/// - errors: [IOException] for a file that holds anything else
/// - source: our own; keys are HMAC-SHA256 of their purpose
///
/// Kept apart from the spool, whose files say nothing without it. Who keeps it keeps event ids the
/// same over a new installation.
public final class VenueSecret {
  private static final int BYTES = 32;

  private final byte[] secret;

  private VenueSecret(byte[] secret) {
    this.secret = secret;
  }

  /// Reads the secret, or makes one where there is no file.
  public static VenueSecret readOrMake(Path file) throws IOException {
    if (!Files.exists(file)) make(file);
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (text.length() != 2 * BYTES || !text.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IOException(file + " is no venue secret: 64 hex digits");
    }
    return new VenueSecret(HexFormat.of().parseHex(text));
  }

  /// The key of a purpose.
  public SecretKeySpec key(String purpose, String algorithm) {
    byte[] name = purpose.getBytes(StandardCharsets.US_ASCII);
    return new SecretKeySpec(hmac(new SecretKeySpec(secret, "HmacSHA256"), name), algorithm);
  }

  /// HMAC-SHA256 of some bytes.
  public static byte[] hmac(SecretKeySpec key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] made = new byte[BYTES];
    new SecureRandom().nextBytes(made);
    ByteBuffer text = StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(made) + "\n");
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) Files.createDirectories(folder);
    var attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(
        file,
        java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        attribute)) {
      while (text.hasRemaining()) channel.write(text);
    }
  }

  @Override
  public String toString() {
    return "VenueSecret";
  }
}
