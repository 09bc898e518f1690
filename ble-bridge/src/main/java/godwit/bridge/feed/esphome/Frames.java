package godwit.bridge.feed.esphome;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;

/// The messages of a connection to an ESPHome device, in their frames.
///
/// - shape: a number that says what it is, and a protobuf message
/// - units: messages of at most 64 KiB
/// - errors: an [IOException] where the frames are others; the connection is of no use then
/// - source: ESPHome's native API
abstract class Frames {
  static final int MAX_BYTES = 0xFFFF;

  final DataInputStream in;
  final OutputStream out;

  Frames(DataInputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /// @param type what `body` is
  record Message(int type, byte[] body) {}

  abstract void write(Message message) throws IOException;

  abstract Message read() throws IOException;
}
