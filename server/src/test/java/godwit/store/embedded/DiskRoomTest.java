package godwit.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
  private static final long GIB = 1L << 30;

  /* A disk of 1,000 GiB of which a test says what is left, or that it says nothing. */
  private static final class TestDisk implements DiskRoom.Disk {
    private long left;
    private boolean silent;

    @Override
    public long usable() throws IOException {
      if (silent) throw new IOException("gone");
      return left * GIB;
    }

    @Override
    public long total() {
      return 1_000 * GIB;
    }
  }

  private final TestDisk disk = new TestDisk();

  @Test
  void isShortBelowATenthUntilThereIsALittleMoreAgain() throws IOException {
    disk.left = 100;
    DiskRoom room = new DiskRoom(disk);
    assertFalse(room.isShort());
    try (LogLines lines = LogLines.of(DiskRoom.class)) {
      for (int left : new int[] {99, 109, 99, 110, 100, 110}) {
        disk.left = left;
        room.look();
        assertEquals(left < 110 && left != 100, room.isShort(), left + " of 1,000");
      }
      assertEquals(
          List.of(
              "ERROR the database's disk has 9 % left: uploads are refused until it has room",
              "INFO the database's disk has room again: uploads are taken"),
          lines.all());
    }
  }

  @Test
  void aDiskThatSaysNothingIsAsItWas() throws IOException {
    disk.left = 5;
    DiskRoom room = new DiskRoom(disk);
    assertTrue(room.isShort());
    disk.silent = true;
    disk.left = 900;
    room.look();
    assertTrue(room.isShort());
    disk.silent = false;
    room.look();
    assertFalse(room.isShort());
    assertEquals(900 * GIB, room.usableBytes());
  }

  @Test
  void aFoldersDiskIsKnown(@TempDir Path folder) throws IOException {
    DiskRoom room = DiskRoom.of(folder);
    assertTrue(room.totalBytes() > 0 && room.usableBytes() <= room.totalBytes());
  }
}
