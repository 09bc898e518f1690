package godwit.bridge.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/// One made-up gateway: sends its share every second, and counts what is acknowledged.
///
/// Blocks; for a virtual thread each.
final class LoadGateway {
  private static final int IN_FLIGHT = 64;
  private static final int WAIT_MILLIS = 30_000;

  private final LoadPlan plan;
  private final LoadPhones phones;
  private final int number;
  private final LongAdder acknowledged;
  private final LongAdder refused;

  LoadGateway(
      LoadPlan plan, LoadPhones phones, int number, LongAdder acknowledged, LongAdder refused) {
    this.plan = plan;
    this.phones = phones;
    this.number = number;
    this.acknowledged = acknowledged;
    this.refused = refused;
  }

  /// Posts a message a second, with all that was heard in it.
  void overHttp(int port, Pace pace) throws IOException, InterruptedException {
    try (Socket socket = connect(port)) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      for (int second = 0; second < plan.seconds(); second++) {
        pace.await(second, number);
        byte[] body = ruuvi(second).getBytes(StandardCharsets.US_ASCII);
        String head = "POST / HTTP/1.1\r\nHost: bridge\r\nAuthorization: Bearer "
            + LoadPlan.token(number) + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length + "\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        if (status(in) == 200) acknowledged.add(plan.perGateway());
        else refused.add(plan.perGateway());
      }
    }
  }

  /// Publishes a message for each that was heard, spread over the second.
  void overMqtt(int port, Pace pace) throws IOException, InterruptedException {
    try (Socket socket = connect(port)) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      socket.getOutputStream().write(connectPacket());
      in.skipNBytes(4);
      Semaphore free = new Semaphore(IN_FLIGHT);
      Thread reading = Thread.startVirtualThread(() -> acknowledgements(in, free));
      int packet = 0;
      for (int second = 0; second < plan.seconds(); second++) {
        pace.await(second, number);
        for (int heard = 0; heard < plan.perGateway(); heard++) {
          free.acquire();
          packet = packet % 0xFFFF + 1;
          socket.getOutputStream().write(publishPacket(packet));
        }
      }
      free.acquire(IN_FLIGHT);
      reading.interrupt();
    }
  }

  private void acknowledgements(DataInputStream in, Semaphore free) {
    try {
      while (true) {
        in.skipNBytes(4); // a PUBACK: type, length, packet
        acknowledged.increment();
        free.release();
      }
    } catch (IOException _) {
      free.release(IN_FLIGHT);
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(WAIT_MILLIS);
    return socket;
  }

  private String ruuvi(int second) {
    StringBuilder tags = new StringBuilder();
    for (int heard = 0; heard < plan.perGateway(); heard++) {
      if (heard > 0) tags.append(',');
      String address = String.format("%012X", (long) number << 24 | heard);
      tags.append('"').append(address).append("\":{\"rssi\":-").append(50 + heard % 40);
      tags.append(",\"data\":\"02011A03036FFD17166FFD").append(phones.next()).append("\"}");
    }
    return "{\"data\":{\"nonce\":\"" + second + "\",\"gw_mac\":\"" + String.format("%012x", number)
        + "\",\"tags\":{" + tags + "}}}";
  }

  private byte[] connectPacket() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("MQTT");
    out.writeByte(4);
    out.writeByte(0xC2);
    out.writeShort(0);
    out.writeUTF("load-" + number);
    out.writeUTF("load");
    out.writeUTF(LoadPlan.token(number));
    return packet(0x10, body.toByteArray());
  }

  private byte[] publishPacket(int id) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("home/load/BTtoMQTT/x");
    out.writeShort(id);
    String message = "{\"id\":\"4C:6F:64:59:43:86\",\"rssi\":-" + (50 + id % 40)
        + ",\"servicedatauuid\":\"0xfd6f\",\"servicedata\":\"" + phones.next() + "\"}";
    out.write(message.getBytes(StandardCharsets.US_ASCII));
    return packet(0x32, body.toByteArray());
  }

  private static byte[] packet(int type, byte[] body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream(body.length + 3);
    packet.write(type);
    if (body.length > 127) {
      packet.write(body.length % 128 | 0x80);
      packet.write(body.length / 128);
    } else {
      packet.write(body.length);
    }
    packet.writeBytes(body);
    return packet.toByteArray();
  }

  /* The status of an answer without a body, whose head is read to its end. */
  private static int status(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) throw new EOFException("the bridge has ended the connection");
      head.append((char) next);
    }
    return Integer.parseInt(head.substring(9, 12));
  }
}
