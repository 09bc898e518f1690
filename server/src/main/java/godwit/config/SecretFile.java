package godwit.config;

import godwit.codec.keys.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A file that holds one secret of 32 bytes: themselves, or their 64 hex digits, or base64.
///
/// @param place of the file's name: file and line, for sentences
/// @param key of the configuration that names it
record SecretFile(String place, String key, Path file) {
  private static final int BYTES = 32;
  private static final int MAX_FILE_BYTES = 1_024;

  /// Reads the secret.
  ///
  /// @throws ConfigException with the key's name and line, if the file holds none
  Secret open() {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_FILE_BYTES);
    } catch (NoSuchFileException missing) {
      throw wrong("which is not there");
    } catch (IOException unreadable) {
      throw wrong("which cannot be read");
    }
    byte[] bytes = secret(content)
        .orElseThrow(() ->
            wrong("which holds no key: 32 bytes are expected, or their 64 hex digits, or base64"));
    Secret secret = Secret.copyOf(bytes);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(content, (byte) 0);
    return secret;
  }

  private static Optional<byte[]> secret(byte[] content) {
    if (content.length == BYTES) return Optional.of(content.clone());
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    return decoded(text).filter(bytes -> bytes.length == BYTES);
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      boolean hex = text.length() == 2 * BYTES;
      return Optional.of(
          hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException neither) {
      return Optional.empty();
    }
  }

  private ConfigException wrong(String how) {
    return new ConfigException(List.of(place + ": " + key + " names " + file + ", " + how));
  }
}
