package godwit.bridge.feed.esphome;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The other side of ESPHome's native API: a device that takes one client at a time.
public final class FakeDevice implements AutoCloseable {
  private static final byte[] PROLOGUE = "NoiseAPIInit\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EPHEMERAL = new byte[32];

  static {
    Arrays.fill(EPHEMERAL, (byte) 0x51);
  }

  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final byte[] key;

  /// @param key of its API; empty for an open one
  public FakeDevice(byte[] key) throws IOException {
    this.key = key.clone();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// One client, once it has subscribed.
  public Client accept() throws IOException {
    Socket socket = listener.accept();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    Client client = new Client(socket, in, key.length == 0 ? new Wire() : handshake(socket, in));
    client.expect(1);
    client.write(2, new byte[] {8, 1, 16, 10});
    client.expect(3);
    client.expect(66);
    return client;
  }

  /// Answers a client's greeting with a refusal, as a device does that has another key.
  public void refuse() throws IOException {
    try (Socket socket = listener.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      readFrame(in);
      readFrame(in);
      writeFrame(socket.getOutputStream(), "\1box\0".getBytes(StandardCharsets.US_ASCII));
      writeFrame(
          socket.getOutputStream(), "\1Handshake MAC failure".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private Wire handshake(Socket socket, DataInputStream in) throws IOException {
    OutputStream out = socket.getOutputStream();
    readFrame(in);
    byte[] sent = readFrame(in);
    byte[] first = Arrays.copyOfRange(sent, 1, sent.length);
    NoiseHandshake handshake = new NoiseHandshake(PROLOGUE, key, EPHEMERAL);
    handshake.readFirst(first);
    writeFrame(out, "\1box\0".getBytes(StandardCharsets.US_ASCII));
    byte[] second = handshake.writeSecond(first, new byte[0]);
    writeFrame(
        out, ByteBuffer.allocate(1 + second.length).put((byte) 0).put(second).array());
    NoiseHandshake.Ciphers ciphers = handshake.ciphers();
    Wire wire = new Wire();
    wire.received = ciphers.fromFirst();
    wire.sent = ciphers.fromSecond();
    return wire;
  }

  private static byte[] readFrame(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() != 1) throw new IOException("no frame");
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }

  private static void writeFrame(OutputStream out, byte[] bytes) throws IOException {
    out.write(1);
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.write(bytes);
    out.flush();
  }

  /// One advert as a device heard it.
  public record Advert(long address, int rssi, byte[] data) {}

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private static final class Wire {
    private NoiseCipher sent = new NoiseCipher(new byte[32]);
    private NoiseCipher received = new NoiseCipher(new byte[32]);
  }

  /// A client that has subscribed.
  public final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final Wire wire;

    private Client(Socket socket, DataInputStream in, Wire wire) {
      this.socket = socket;
      this.in = in;
      this.wire = wire;
    }

    /// Sends adverts in one message.
    public void adverts(List<Advert> adverts) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(body);
      for (Advert each : adverts) {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        CodedOutputStream inner = CodedOutputStream.newInstance(one);
        inner.writeUInt64(1, each.address());
        inner.writeSInt32(2, each.rssi());
        inner.writeUInt32(3, 1);
        inner.writeByteArray(4, each.data());
        inner.flush();
        out.writeByteArray(1, one.toByteArray());
      }
      out.flush();
      write(93, body.toByteArray());
    }

    /// Asks whether the other side is there, and waits for its answer.
    public void ping() throws IOException {
      write(7, new byte[0]);
      expect(8);
    }

    void write(int type, byte[] body) throws IOException {
      if (key.length == 0) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(frame);
        out.writeUInt32NoTag(0);
        out.writeUInt32NoTag(body.length);
        out.writeUInt32NoTag(type);
        out.flush();
        frame.writeBytes(body);
        socket.getOutputStream().write(frame.toByteArray());
        return;
      }
      byte[] plain = ByteBuffer.allocate(4 + body.length)
          .putShort((short) type)
          .putShort((short) body.length)
          .put(body)
          .array();
      writeFrame(socket.getOutputStream(), wire.sent.encrypt(new byte[0], plain));
    }

    void expect(int type) throws IOException {
      int read;
      if (key.length == 0) {
        if (in.readUnsignedByte() != 0) throw new IOException("no frame");
        int length = in.readUnsignedByte();
        read = in.readUnsignedByte();
        in.readFully(new byte[length]);
      } else {
        read =
            ByteBuffer.wrap(wire.received.decrypt(new byte[0], readFrame(in))).getShort();
      }
      if (read != type) throw new AssertionError("expected " + type + ", read " + read);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
