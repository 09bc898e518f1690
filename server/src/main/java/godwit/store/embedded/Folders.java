package godwit.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// What is done to whole folders: remove, flush, hand to another owner. Links are never followed.
public final class Folders {
  private Folders() {}

  /// Removes a folder and all below it; nothing happens when there is none.
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    walk(folder, Files::delete);
  }

  /// Flushes files and folders, so that a rename afterwards never shows a half-written tree.
  static void flush(Path folder) throws IOException {
    walk(folder, Folders::force);
  }

  /// Flushes one file, or the names in one folder.
  static void force(Path path) throws IOException {
    if (!Files.isSymbolicLink(path)) {
      try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /// Gives a tree to an owner. The folder itself goes last: its owner tells whether all was done.
  static void own(Path folder, int uid, int gid) throws IOException {
    if (owner(folder) == uid) {
      return;
    }
    walk(folder, path -> {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    });
  }

  static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private interface Step {
    void take(Path path) throws IOException;
  }

  /// Children first.
  private static void walk(Path folder, Step step) throws IOException {
    Files.walkFileTree(folder, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        step.take(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path child, @Nullable IOException failure)
          throws IOException {
        if (failure != null) {
          throw failure;
        }
        step.take(child);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
