package godwit.bridge.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// A file that is still being written: at its end it waits for more.
///
/// It ends once nothing was added for a time. `waiting` is called before each wait, so that its
/// reader can hand on what is complete.
public final class FollowedFile extends InputStream {
  private static final long POLL_MILLIS = 100;

  private final FileChannel channel;
  private final InputStream in;
  private final Duration idle;
  private final Runnable waiting;

  /// @param idle without growth, after which the file counts as ended
  public FollowedFile(Path file, Duration idle, Runnable waiting) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.in = Channels.newInputStream(channel);
    this.idle = idle;
    this.waiting = waiting;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    long polls = Math.max(1, idle.toMillis() / POLL_MILLIS);
    for (long poll = 0; poll <= polls; poll++) {
      int read = in.read(target, from, length);
      if (read != -1) return read;
      if (poll == 0) waiting.run();
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return -1;
      }
    }
    return -1;
  }

  /// What is there now; so that a reader with a buffer does not wait for it to be full.
  @Override
  public int available() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, channel.size() - channel.position());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
