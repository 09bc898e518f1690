package godwit.trust.keys;

import godwit.trust.P256;
import godwit.trust.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files of signing keys: the secret one, and the one that is handed out.
///
/// - shape: PEM, `PRIVATE KEY` or `PUBLIC KEY`, with lines of text before it: `not-before: TIME`
///   and `not-after: TIME`; without them the key counts from ever, or for ever
/// - units: RFC 3339, UTC
/// - errors: [IOException] with a sentence that names the file and never its content
/// - source: RFC 7468, 5.2 lets text stand before the label
public final class KeyFiles {
  private static final Pattern FROM = line("not-before");
  private static final Pattern TO = line("not-after");
  private static final String PUBLIC = "PUBLIC KEY";

  private KeyFiles() {}

  /// Where the key that is handed out lies beside the secret one.
  public static Path shown(Path secret) {
    return secret.resolveSibling(secret.getFileName() + ".pub");
  }

  /// Writes a new key: the secret one, which its owner alone may read, and beside it the other.
  public static void write(Path file, SigningKey key) throws IOException {
    VerifyingKey shown = key.shown();
    String dates = "not-before: %s\nnot-after: %s\n".formatted(shown.notBefore(), shown.notAfter());
    Pem.requireNew(file, shown(file));
    Pem.writeKey(file, "Godwit signing key " + shown + "\n" + dates, privateKey(key.secret()));
    Pem.writeText(
        shown(file),
        "Godwit signing key " + shown + ", to be handed out\n" + dates
            + Pem.encode(PUBLIC, shown.spki()));
  }

  /// Reads the secret key of a file.
  public static SigningKey secret(Path file) throws IOException {
    PrivateKey key = Pem.privateKey(file);
    if (!(key instanceof ECPrivateKey number) || !P256.isOn(number)) {
      throw new IOException(file + " holds a key that is not on P-256");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      return SigningKey.of(number.getS(), from(file, text), to(file, text));
    } catch (IllegalArgumentException _) {
      throw new IOException(file + " holds a key that is none");
    }
  }

  /// Reads the keys that another authority has handed out in one file, at least one. Each has its
  /// lines of text before it.
  public static List<VerifyingKey> shownIn(Path file) throws IOException {
    String text = Pem.text(file);
    List<VerifyingKey> keys = new ArrayList<>();
    int start = 0;
    for (Pem.Part part : Pem.parts(text, PUBLIC)) {
      String before = text.substring(start, part.start());
      start = part.end();
      try {
        keys.add(VerifyingKey.of(part.der(), from(file, before), to(file, before)));
      } catch (IllegalArgumentException other) {
        throw new IOException(file + " holds a public key that is not on P-256");
      }
    }
    if (keys.isEmpty()) throw new IOException(file + " holds no PUBLIC KEY");
    return keys;
  }

  private static Instant from(Path file, String text) throws IOException {
    return time(file, FROM, text).orElse(Instant.EPOCH);
  }

  static Instant to(Path file, String text) throws IOException {
    return time(file, TO, text).orElse(VerifyingKey.NO_END);
  }

  private static Optional<Instant> time(Path file, Pattern line, String text) throws IOException {
    Matcher found = line.matcher(text);
    if (!found.find()) return Optional.empty();
    try {
      return Optional.of(Instant.parse(String.valueOf(found.group(1))));
    } catch (DateTimeParseException _) {
      throw new IOException(file + " has a line " + found.group(0) + ", which is no time");
    }
  }

  private static Pattern line(String name) {
    return Pattern.compile("^" + name + ": *([0-9TZ:.+-]{1,40}) *$", Pattern.MULTILINE);
  }

  static PrivateKey privateKey(BigInteger secret) throws IOException {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      var curve = parameters.getParameterSpec(ECParameterSpec.class);
      return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(secret, curve));
    } catch (GeneralSecurityException broken) {
      throw new IOException("the key cannot be written: " + broken.getMessage(), broken);
    }
  }
}
