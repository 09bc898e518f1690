package godwit.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The right to use a data folder: held by one process, until it closes the lock or dies.
final class FolderLock implements AutoCloseable {
  /* The kernel's lock belongs to the process, not to the channel: closing *any* channel on the file
   * gives it up. So within one process a second attempt must not even open the file. */
  private static final ConcurrentMap<Path, String> HELD_HERE = new ConcurrentHashMap<>();

  private static final int MAX_NOTE_BYTES = 200;

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Takes the lock or says who has it. The folder's path is a real path.
  static FolderLock take(Path folder) throws IOException {
    Path file = folder.resolve("lock");
    String note = "process "
        + ProcessHandle.current().pid()
        + " since "
        + TimeSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    String earlier = HELD_HERE.putIfAbsent(file, note);
    if (earlier != null) {
      throw inUse(folder, earlier);
    }
    try {
      return lock(folder, file, note);
    } catch (IOException | RuntimeException failure) {
      HELD_HERE.remove(file);
      throw failure;
    }
  }

  /// Who has the lock of a folder, if anybody has. The folder's path is a real path.
  static Optional<String> holder(Path folder) throws IOException {
    Path file = folder.resolve("lock");
    if (Files.notExists(file)) return Optional.empty();
    String earlier = HELD_HERE.putIfAbsent(file, "somebody who looks who has it");
    if (earlier != null) return Optional.of(earlier);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      /* A shared lock is granted while nobody has the other kind; it goes with the channel. */
      boolean free = channel.tryLock(0, Long.MAX_VALUE, true) != null;
      return free ? Optional.empty() : Optional.of(read(channel));
    } finally {
      HELD_HERE.remove(file);
    }
  }

  private static FolderLock lock(Path folder, Path file, String note) throws IOException {
    FileChannel channel = FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(folder, read(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(note.getBytes(UTF_8)), 0);
      return new FolderLock(file, channel);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(MAX_NOTE_BYTES);
    channel.read(note, 0);
    return UTF_8.decode(note.flip()).toString();
  }

  private static IOException inUse(Path folder, String holder) {
    return new IOException(
        "the data folder " + folder + " is in use by " + holder + ": stop that one first");
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD_HERE.remove(file);
    }
  }
}
