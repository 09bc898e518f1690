package godwit.bridge.feed.esphome;

import com.google.protobuf.CodedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Frames of a device without an encryption key.
///
/// - shape: `0 | varint length | varint type | message`
/// - units, errors, source: as [Frames]
final class OpenFrames extends Frames {
  private static final int MARK = 0;

  OpenFrames(DataInputStream in, OutputStream out) {
    super(in, out);
  }

  @Override
  void write(Message message) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(MARK);
    writeVarint(frame, message.body().length);
    writeVarint(frame, message.type());
    frame.writeBytes(message.body());
    out.write(frame.toByteArray());
    out.flush();
  }

  @Override
  Message read() throws IOException {
    int mark = in.readUnsignedByte();
    if (mark == EncryptedFrames.MARK) {
      throw new IOException("the device wants its API encrypted: its key is missing");
    }
    if (mark != MARK) throw new IOException("this is no ESPHome API");
    int length = CodedInputStream.readRawVarint32(in.readUnsignedByte(), in);
    int type = CodedInputStream.readRawVarint32(in.readUnsignedByte(), in);
    if (length < 0 || length > MAX_BYTES)
      throw new IOException("a message of " + length + " bytes");
    byte[] body = new byte[length];
    in.readFully(body);
    return new Message(type, body);
  }

  private static void writeVarint(OutputStream to, int value) throws IOException {
    int rest = value;
    while (rest > 0x7F) {
      to.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    to.write(rest);
  }
}
