package godwit.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PEM files: certificates, and private keys of elliptic curves.
///
/// - shape: `CERTIFICATE`; `PRIVATE KEY` (PKCS#8) or, only read, `EC PRIVATE KEY` (SEC 1)
/// - units: at most 1 MiB a file
/// - errors: [IOException] with a sentence that names the file and never its content
public final class Pem {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final String PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String PKCS8_END = "-----END PRIVATE KEY-----";
  private static final int LINE_CHARACTERS = 64;

  private Pem() {}

  /// The certificates of a file, at least one, in its order.
  public static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      requireSmall(file);
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) throw new IOException(file + " holds no certificate");
      return found;
    } catch (CertificateException broken) {
      throw new IOException(file + " is not a PEM file of certificates", broken);
    }
  }

  /// The one private key of a file.
  public static PrivateKey privateKey(Path file) throws IOException {
    requireSmall(file);
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    try {
      byte[] der = plain(text)
          .or(() -> PemObjects.privateKey(text))
          .orElseThrow(() -> new IOException(file + " holds no unencrypted private key"));
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException | GeneralSecurityException broken) {
      // The cause may quote the key, so it goes no further.
      throw new IOException(file + " is not a PEM file with a private key of an elliptic curve");
    }
  }

  /* The usual form is read by the JDK alone: loading a library for it would slow each start. */
  private static Optional<byte[]> plain(String text) {
    String one = text.strip();
    if (!one.startsWith(PKCS8_BEGIN) || !one.endsWith(PKCS8_END)) return Optional.empty();
    String middle = one.substring(PKCS8_BEGIN.length(), one.length() - PKCS8_END.length());
    if (middle.indexOf('-') >= 0) return Optional.empty(); // more than one object
    try {
      return Optional.of(Base64.getMimeDecoder().decode(middle));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // the parser says what is wrong
    }
  }

  private static void requireSmall(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is longer than " + MAX_FILE_BYTES + " bytes");
    }
  }

  /// Writes a new file that everybody may read.
  static void writeCertificate(Path file, X509Certificate certificate)
      throws IOException, CertificateException {
    Files.writeString(
        file, encode("CERTIFICATE", certificate.getEncoded()), StandardOpenOption.CREATE_NEW);
  }

  /// What a file of at most 1 MiB says.
  public static String text(Path file) throws IOException {
    requireSmall(file);
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /// One object of a text.
  ///
  /// @param start of its first line
  /// @param end behind its last
  public record Part(int start, int end, byte[] der) {}

  /// The objects of a text that have this label, in its order.
  ///
  /// @throws IOException if what stands between a label's lines is not base64
  public static List<Part> parts(String text, String label) throws IOException {
    Matcher object = Pattern.compile("-----BEGIN " + Pattern.quote(label)
            + "-----([A-Za-z0-9+/=\\s]*)-----END " + Pattern.quote(label) + "-----")
        .matcher(text);
    List<Part> parts = new ArrayList<>();
    while (object.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(String.valueOf(object.group(1)));
        parts.add(new Part(object.start(), object.end(), der));
      } catch (IllegalArgumentException _) {
        throw new IOException("a " + label + " is not base64");
      }
    }
    return parts;
  }

  /// An object in lines.
  public static String encode(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /// Refuses to overwrite a file.
  public static void requireNew(Path... files) throws FileAlreadyExistsException {
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(
            file.toString(), null, "exists already and is never overwritten; move it away first");
      }
    }
  }

  /// Writes a new file that everybody may read.
  public static void writeText(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
  }

  static void writeKey(Path file, PrivateKey key) throws IOException {
    writeKey(file, "", key);
  }

  /// Writes a new file that only its owner may read, from its first byte on.
  ///
  /// @param heading lines of text that stand before the key
  public static void writeKey(Path file, String heading, PrivateKey key) throws IOException {
    Set<OpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(file, create, ownerOnly)) {
      byte[] text =
          (heading + encode("PRIVATE KEY", key.getEncoded())).getBytes(StandardCharsets.US_ASCII);
      var bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) channel.write(bytes);
    }
  }
}
