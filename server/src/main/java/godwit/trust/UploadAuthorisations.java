package godwit.trust;

import godwit.codec.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The secrets that let a device upload: a code that a person types, and the token it turns into.
///
/// - shape: a code is 16 Crockford base32 characters; a token is 32 bytes, base64url
/// - units: 80 and 256 bits
/// - errors: [#code(String)] is empty for what cannot be a code
/// - source: docs/protocol.md, "Device listener"; Crockford, Base 32
///
/// Whoever checks them keeps their hashes alone.
public final class UploadAuthorisations {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int CODE_CHARACTERS = 16;
  private static final int TOKEN_BYTES = 32;

  private final RandomGenerator random;

  /// @param random a cryptographic source
  public UploadAuthorisations(RandomGenerator random) {
    this.random = random;
  }

  /// A new code, without separators.
  public String newCode() {
    StringBuilder code = new StringBuilder(CODE_CHARACTERS);
    for (int index = 0; index < CODE_CHARACTERS; index++) {
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }

  /// A new token.
  public String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// What a person typed, as it is hashed: upper case, without separators, look-alikes resolved.
  public static Optional<String> code(String typed) {
    String code = typed
        .toUpperCase(Locale.ROOT)
        .replaceAll("[\\s-]", "")
        .replace('O', '0')
        .replace('I', '1')
        .replace('L', '1');
    boolean sound =
        code.length() == CODE_CHARACTERS && code.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    return sound ? Optional.of(code) : Optional.empty();
  }

  /// The SHA-256 of a code or token, which is what is kept.
  public static byte[] hash(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }
}
