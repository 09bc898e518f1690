package godwit.bridge.feed;

import java.io.IOException;

/// A capture file that cannot be read to its end: what is wrong, where, and what to do about it.
///
/// Its text is for people, and holds no byte of any packet.
public final class CaptureException extends IOException {
  private final String text;
  private final long offset;

  /// @param offset byte in the file, from 0
  CaptureException(String text, long offset) {
    super(text);
    this.text = text;
    this.offset = offset;
  }

  /// What is wrong and what to do, as one line without the file's name.
  public String text() {
    return text;
  }

  public long offset() {
    return offset;
  }
}
