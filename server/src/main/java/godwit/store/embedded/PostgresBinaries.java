package godwit.store.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The PostgreSQL programs this build brings, unpacked once a machine and user.
///
/// The archive's digest is pinned here: what is unpacked is what was tested, and the folder's name
/// follows the digest, so that an upgrade never mixes two versions. The tree is written aside,
/// flushed, and renamed; a folder with the final name is therefore whole.
final class PostgresBinaries {
  /// The version of the server; its first part is that of the files it can read.
  static final String VERSION = "18.6";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String SHA256 =
      "63999c2914366d62c68e51794e597588c336e75ed2958d53c558e8deca5e13fc";
  /// Its name below a cache.
  static final String FOLDER = "postgres-" + VERSION + "-" + SHA256.substring(0, 12);
  private static final Duration UNPACKING_PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 50;

  private PostgresBinaries() {}

  /// Where a user's caches lie.
  static Path userCache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    return (cache != null && cache.startsWith("/")
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("godwit");
  }

  /// The folder with `bin`, `lib` and `share`; unpacks it first where there is none.
  static synchronized Path unpackedBelow(Path cache) throws IOException {
    Path home = cache.resolve(FOLDER);
    if (Files.isDirectory(home)) {
      return home;
    }
    Files.createDirectories(cache);
    try (var channel = FileChannel.open(
        cache.resolve(FOLDER + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      if (!Files.isDirectory(home)) {
        unpack(cache, home);
      }
    }
    return home;
  }

  /// Waits while another process unpacks; the lock goes when the channel does.
  private static void lock(FileChannel channel) throws IOException {
    Waiting waiting = new Waiting(UNPACKING_PATIENCE, POLL_MILLIS);
    while (channel.tryLock() == null) {
      if (!waiting.more()) {
        throw new IOException("another process has been unpacking PostgreSQL for too long");
      }
    }
  }

  private static void unpack(Path cache, Path home) throws IOException {
    verify();
    Path aside = cache.resolve(FOLDER + ".unpacking");
    Folders.delete(aside);
    Files.createDirectory(aside);
    try (var tar = new XZCompressorInputStream(new BufferedInputStream(archive()))) {
      Untar.into(aside, tar);
    }
    Folders.flush(aside);
    Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
    Folders.force(cache);
  }

  private static void verify() throws IOException {
    try (var in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      String found = HexFormat.of().formatHex(in.getMessageDigest().digest());
      if (!found.equals(SHA256)) {
        throw new IOException("PostgreSQL archive is not the one pinned: sha256=" + found);
      }
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static InputStream archive() throws IOException {
    InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
    if (archive == null) {
      throw new IOException(
          "no PostgreSQL for this machine in this build: name a server in the configuration");
    }
    return archive;
  }
}
