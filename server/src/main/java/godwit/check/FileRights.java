package godwit.check;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/// Who else may read a file that is to be secret.
final class FileRights {
  private FileRights() {}

  /// What is wrong with them, if anything is.
  ///
  /// @param about the key of the configuration that names the file
  static Optional<Finding> of(String about, Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) return Optional.empty();
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
    String remedy = "Run: chmod 600 " + file;
    if (!Collections.disjoint(granted, Set.of(OTHERS_READ, OTHERS_WRITE))) {
      return Optional.of(
          Finding.error(about, "Every user of this machine may use " + file + ".", remedy));
    }
    if (!Collections.disjoint(granted, Set.of(GROUP_READ, GROUP_WRITE))) {
      return Optional.of(Finding.warning(about, "Its whole group may use " + file + ".", remedy));
    }
    return Optional.empty();
  }
}
