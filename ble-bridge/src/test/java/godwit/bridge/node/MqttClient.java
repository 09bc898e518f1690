package godwit.bridge.node;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/// A client of MQTT 3.1.1 as small as a gateway's, which writes its packets by itself.
final class MqttClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;

  MqttClient(SSLContext context, int port) throws IOException {
    socket = context.getSocketFactory().createSocket("localhost", port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /// Gives the broker's code: 0 accepted.
  int connect(String client, String user, String password) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("MQTT");
    out.writeByte(4);
    int flags = password.isEmpty() ? 0x02 : 0xC2;
    out.writeByte(flags);
    out.writeShort(60);
    out.writeUTF(client);
    if (!password.isEmpty()) {
      out.writeUTF(user);
      out.writeUTF(password);
    }
    send(0x10, body.toByteArray());
    byte[] answer = read(0x20);
    return answer[1];
  }

  /// Publishes with a packet id, without waiting for its acknowledgement.
  void publish(int flags, String topic, int packet, String message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF(topic);
    if ((flags & 0x06) != 0) out.writeShort(packet);
    out.write(message.getBytes(StandardCharsets.UTF_8));
    send(0x30 | flags, body.toByteArray());
  }

  /// The packet id of the next acknowledgement.
  int acknowledged() throws IOException {
    byte[] answer = read(0x40);
    return (answer[0] & 0xFF) << 8 | (answer[1] & 0xFF);
  }

  void ping() throws IOException {
    send(0xC0, new byte[0]);
    read(0xD0);
  }

  int subscribe(String topic) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeShort(7);
    out.writeUTF(topic);
    out.writeByte(1);
    send(0x82, body.toByteArray());
    return read(0x90)[2];
  }

  /// Whether the other side has ended the connection.
  boolean isEnded() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException _) {
      return true;
    }
  }

  private void send(int type, byte[] body) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    int left = body.length;
    do {
      int digit = left % 128;
      left /= 128;
      packet.write(left > 0 ? digit | 0x80 : digit);
    } while (left > 0);
    packet.writeBytes(body);
    socket.getOutputStream().write(packet.toByteArray());
  }

  private byte[] read(int wanted) throws IOException {
    int type = in.readUnsignedByte();
    byte[] body = new byte[in.readUnsignedByte()];
    in.readFully(body);
    if ((type & 0xF0) != wanted) throw new IOException("packet " + type + ", wanted " + wanted);
    return body;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
