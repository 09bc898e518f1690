package godwit.trust.keys;

import godwit.codec.sealing.OpeningKey;
import godwit.trust.P256;
import godwit.trust.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;

/// Files of keys that others seal to: the secret half alone, since peers learn the other from the
/// resolver, signed.
///
/// - shape: PEM, `PRIVATE KEY`, with a line of text before it: `not-after: TIME`; without it others
///   may seal to the key for ever
/// - units: RFC 3339, UTC
/// - errors: [IOException] with a sentence that names the file and never its content
public final class SealingKeyFiles {
  private SealingKeyFiles() {}

  /// Writes a new key, which its owner alone may read.
  public static void write(Path file, OwnSealingKey key) throws IOException {
    Pem.requireNew(file);
    Pem.writeKey(
        file,
        "Godwit sealing key %s%nnot-after: %s%n".formatted(key.key(), key.notAfter()),
        KeyFiles.privateKey(key.key().secret()));
  }

  /// Reads the key of a file.
  public static OwnSealingKey secret(Path file) throws IOException {
    PrivateKey key = Pem.privateKey(file);
    if (!(key instanceof ECPrivateKey number) || !P256.isOn(number)) {
      throw new IOException(file + " holds a key that is not on P-256");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      byte[] point = Ecdsa.point(Ecdsa.privateKey(number.getS()));
      return new OwnSealingKey(OpeningKey.of(number.getS(), point), KeyFiles.to(file, text));
    } catch (IllegalArgumentException _) {
      throw new IOException(file + " holds a key that is none");
    }
  }
}
