package godwit.bridge.feed.net;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Where a stream of HCI packets comes from.
public sealed interface HciLine extends GatewaySource {
  /// Opens it; what is read is H4.
  InputStream open() throws IOException;

  /// A controller at a serial port, with RTS and CTS.
  record Serial(String port, int baud) implements HciLine {
    private static final int READ_MILLIS = 200;

    @Override
    public InputStream open() throws IOException {
      SerialPort serial;
      try {
        serial = SerialPort.getCommPort(port);
      } catch (com.fazecast.jSerialComm.SerialPortInvalidPortException _) {
        throw new IOException(port + " is no serial port");
      }
      serial.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
      serial.setFlowControl(
          SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED);
      serial.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
      if (!serial.openPort()) throw new IOException(port + " cannot be opened");
      return new SerialBytes(serial);
    }
  }

  /// A TCP port that sends H4.
  record Tcp(String host, int port) implements HciLine {
    private static final int CONNECT_MILLIS = 10_000;

    @Override
    public InputStream open() throws IOException {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        socket.setKeepAlive(true);
        return socket.getInputStream();
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
  }

  /// A Unix socket that sends H4.
  record Unix(Path path) implements HciLine {
    @Override
    public InputStream open() throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        return Channels.newInputStream(channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  /// A serial port read as a stream: it ends when the port goes.
  final class SerialBytes extends InputStream {
    private final SerialPort port;

    private SerialBytes(SerialPort port) {
      this.port = port;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      while (port.isOpen() && !Thread.currentThread().isInterrupted()) {
        int read = port.readBytes(target, length, from);
        if (read > 0) return read;
        if (read < 0) break;
      }
      return -1;
    }

    @Override
    public int available() {
      return Math.max(0, port.bytesAvailable());
    }

    @Override
    public void close() {
      port.closePort();
    }
  }
}
