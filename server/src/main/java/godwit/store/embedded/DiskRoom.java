package godwit.store.embedded;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much room is left on the disk that a database lies on.
///
/// - shape: short below [#LEAST_PERCENT] of the disk, until there is [#ENOUGH_PERCENT] again
/// - units: bytes that a program without privileges may use
/// - errors: what the disk does not say is as it was at the last look
/*
 * A database whose disk is full cannot even forget. So new uploads, which senders keep, are refused
 * while what is there can still be delivered, confirmed and dropped.
 */
public final class DiskRoom {
  /// Room below which nothing new is taken in.
  public static final int LEAST_PERCENT = 10;

  /// Room at which it is again: refusing and taking do not alternate with every file.
  public static final int ENOUGH_PERCENT = 11;

  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
  private static final int ALL = 100;

  private final Disk disk;
  private volatile long usable;
  private volatile long total;
  private volatile boolean scarce;

  /// What says how large it is.
  interface Disk {
    long usable() throws IOException;

    long total() throws IOException;
  }

  /// @throws IOException if the disk says nothing at all
  DiskRoom(Disk disk) throws IOException {
    this.disk = disk;
    measure();
  }

  /// Of the disk that a folder lies on.
  ///
  /// @throws IOException if that is not known
  public static DiskRoom of(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new DiskRoom(new Disk() {
      @Override
      public long usable() throws IOException {
        return store.getUsableSpace();
      }

      @Override
      public long total() throws IOException {
        return store.getTotalSpace();
      }
    });
  }

  /// Looks again. Blocks while the disk does.
  public void look() {
    boolean before = scarce;
    try {
      measure();
    } catch (IOException silent) {
      LOG.debug("the disk does not say how much room it has", silent);
      return;
    }
    if (scarce && !before) {
      LOG.error(
          "the database's disk has {} % left: uploads are refused until it has room", percent());
    } else if (before && !scarce) {
      LOG.info("the database's disk has room again: uploads are taken");
    }
  }

  /// Whether nothing new is to be stored.
  public boolean isShort() {
    return scarce;
  }

  public long usableBytes() {
    return usable;
  }

  public long totalBytes() {
    return total;
  }

  private void measure() throws IOException {
    long all = disk.total();
    long left = disk.usable();
    total = all;
    usable = left;
    scarce = all > 0 && left < all / ALL * (scarce ? ENOUGH_PERCENT : LEAST_PERCENT);
  }

  private long percent() {
    return total == 0 ? 0 : usable / (total / ALL + 1);
  }
}
