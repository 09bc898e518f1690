package godwit.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// A tar archive written out below one folder, and nowhere else.
///
/// Kept: folders, files, symbolic links, the executable bit. Refused, because no archive of ours
/// has them: paths or links that leave the folder, a file below a link, hard links, devices, and
/// anything beyond the bounds.
final class Untar {
  private static final int MAX_ENTRIES = 20_000;
  private static final long MAX_BYTES = 512L << 20;

  private final Path root;
  private int entries;
  private long bytes;

  private Untar(Path root) {
    this.root = root;
  }

  /// Writes the archive below an existing, empty folder.
  static void into(Path folder, InputStream tar) throws IOException {
    Untar target = new Untar(folder.toRealPath());
    var archive = new TarArchiveInputStream(tar);
    for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
      target.write(entry, archive);
    }
  }

  private void write(TarArchiveEntry entry, InputStream content) throws IOException {
    bytes += entry.getSize();
    if (++entries > MAX_ENTRIES || bytes > MAX_BYTES) {
      throw new IOException("archive too large: entries=" + entries + " bytes=" + bytes);
    }
    Path path = root.resolve(entry.getName()).normalize();
    if (path.equals(root) && entry.isDirectory()) {
      return;
    }
    refuseUnless(path.startsWith(root) && !path.equals(root), entry);
    Path parent = Objects.requireNonNull(path.getParent());
    Files.createDirectories(parent);
    refuseUnless(parent.toRealPath().equals(parent), entry);
    if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isSymbolicLink()) {
      Path link = Path.of(entry.getLinkName());
      refuseUnless(!link.isAbsolute() && parent.resolve(link).normalize().startsWith(root), entry);
      Files.createSymbolicLink(path, link);
      return;
    } else {
      byte kind = entry.getLinkFlag();
      refuseUnless(kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM, entry);
      Files.copy(content, path);
    }
    boolean executable = entry.isDirectory() || (entry.getMode() & 0b001_000_000) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static void refuseUnless(boolean safe, TarArchiveEntry entry) throws IOException {
    if (!safe) {
      throw new IOException("archive entry refused: " + entry.getName());
    }
  }
}
