package godwit.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;

/// The folder an embedded server keeps on disk, locked for the life of this object.
///
/// ```
/// lock        who uses the folder
/// password    of the one account, 0600
/// cluster/    PostgreSQL's own files; under this name only when wholly initialised
/// socket/     where the server listens, 0700; a link to a temporary folder when the path is long
/// server.log  what the server says, two files of bounded size
/// ```
final class DataFolder implements AutoCloseable {
  private static final String PRIVATE = "rwx------";
  /// What fits a socket's address (`sun_path`, 108 bytes with the closing zero).
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final int PASSWORD_BYTES = 24;
  private static final int READY_LINE = 7;

  private final Path folder;
  private final FolderLock lock;

  private DataFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /// Makes the folder where there is none, and takes it.
  static DataFolder take(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
    }
    Path folder = path.toRealPath();
    return new DataFolder(folder, FolderLock.take(folder));
  }

  /// Lets the server's account pass through the folder when it is not the owner: to go through, not
  /// to list.
  void admit(PostgresPrograms programs) throws IOException {
    if (programs.prefix().isEmpty() || Folders.owner(folder) == programs.uid()) {
      return;
    }
    var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
    if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
      Files.setPosixFilePermissions(folder, permissions);
    }
  }

  /// Gives the cluster to the server's account: an earlier start may have used another.
  void handOver(PostgresPrograms programs) throws IOException {
    int owner = Folders.owner(cluster());
    if (programs.prefix().isEmpty() && owner != programs.uid()) {
      throw new IOException(
          cluster() + " belongs to user " + owner + ": start as that user, or give it to this one");
    }
    Folders.own(cluster(), programs.uid(), programs.gid());
  }

  Path path() {
    return folder;
  }

  Path cluster() {
    return folder.resolve("cluster");
  }

  /// A cluster in the making, or one whose making was cut short.
  Path unfinishedCluster() {
    return folder.resolve("cluster.making");
  }

  Path logFile() {
    return folder.resolve("server.log");
  }

  Path passwordFile() {
    return folder.resolve("password");
  }

  boolean isInitialised() {
    return Files.isDirectory(cluster());
  }

  /// Gives a finished cluster its name. From here on nothing in this program removes it.
  void finishCluster() throws IOException {
    Folders.force(unfinishedCluster());
    Files.move(unfinishedCluster(), cluster(), StandardCopyOption.ATOMIC_MOVE);
    Folders.force(folder);
  }

  /// Refuses a cluster whose files this build's server cannot read.
  void checkVersion() throws IOException {
    String found = Files.readString(cluster().resolve("PG_VERSION")).strip();
    String readable = PostgresBinaries.VERSION.replaceFirst("\\..*", "");
    if (!found.equals(readable)) {
      throw new IOException(cluster()
          + " was written by PostgreSQL "
          + found
          + ", this build brings "
          + readable
          + ": dump it with the old build and load it into a new folder");
    }
  }

  /// The password of the server's one account; made up before the cluster is.
  String password() throws IOException {
    if (Files.exists(passwordFile())) {
      return Files.readString(passwordFile()).strip();
    }
    if (isInitialised()) {
      throw new IOException(
          passwordFile() + " is missing: put it back from a backup, the cluster knows no other");
    }
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path aside = folder.resolve("password.making");
    Files.deleteIfExists(aside);
    try (var channel = FileChannel.open(
        aside,
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(password.getBytes(UTF_8)));
      channel.force(true);
    }
    Files.move(aside, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
    Folders.force(folder);
    return password;
  }

  /// An empty 0700 folder with a path short enough for a socket, owned by the server's account.
  Path newSocketFolder(PostgresPrograms programs) throws IOException {
    removeSocketFolder();
    Path socket = folder.resolve("socket");
    String longest = socket.resolve(".s.PGSQL." + PostgresProcess.PORT).toString();
    var onlyOurs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE));
    Path made;
    if (longest.getBytes(UTF_8).length <= MAX_SOCKET_PATH_BYTES) {
      made = Files.createDirectory(socket, onlyOurs);
    } else {
      made = Files.createTempDirectory("godwit-", onlyOurs).toRealPath();
      Files.createSymbolicLink(socket, made);
    }
    Folders.own(made, programs.uid(), programs.gid());
    return made;
  }

  void removeSocketFolder() throws IOException {
    Path socket = folder.resolve("socket");
    if (Files.isSymbolicLink(socket)) {
      Path target = Files.readSymbolicLink(socket);
      if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)
          && target.getFileName().toString().startsWith("godwit-")) {
        Folders.delete(target);
      }
    }
    Folders.delete(socket);
  }

  /// Whether the server of this process id has said it takes connections.
  boolean isReady(long pid) throws IOException {
    try {
      List<String> lines = Files.readAllLines(cluster().resolve("postmaster.pid"));
      return lines.size() > READY_LINE
          && lines.getFirst().strip().equals(Long.toString(pid))
          && lines.get(READY_LINE).strip().equals("ready");
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
