package godwit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The text files of this repository, as they lie in the folder: with or without git, and without
/// what `.gitignore` leaves out.
record Repository(Path root) {
  /// A file's path from the root, with slashes, and its lines.
  record TextFile(String path, List<String> lines) {}

  /// The repository that holds the working folder.
  static Repository here() {
    Path start = Path.of("").toAbsolutePath();
    Path folder = start;
    while (!Files.exists(folder.resolve("mvnw"))) {
      if (folder.getNameCount() == 0) throw new IllegalStateException("no mvnw above " + start);
      folder = folder.resolve("..").normalize();
    }
    return new Repository(folder);
  }

  List<TextFile> textFiles() {
    List<TextFile> found = new ArrayList<>();
    try {
      Set<String> ignored = ignored();
      Files.walkFileTree(root, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
          return ignored.contains(name(folder) + "/")
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
            throws IOException {
          if (!attributes.isRegularFile() || ignored.contains(name(file))) {
            return FileVisitResult.CONTINUE;
          }
          byte[] bytes = Files.readAllBytes(file);
          if (isText(bytes)) {
            String path = root.relativize(file).toString().replace('\\', '/');
            found.add(new TextFile(path, new String(bytes, UTF_8).lines().toList()));
          }
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found;
  }

  /// Names to leave out at any depth; those of folders end in a slash.
  private Set<String> ignored() throws IOException {
    Set<String> names = new HashSet<>(Files.readAllLines(root.resolve(".gitignore")));
    names.addAll(Set.of(".git/", ".git"));
    return names;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /// As git has it: no zero byte near the start.
  private static boolean isText(byte[] bytes) {
    for (byte value : Arrays.copyOf(bytes, Math.min(bytes.length, 8000))) {
      if (value == 0) return false;
    }
    return true;
  }
}
