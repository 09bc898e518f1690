package godwit.perf.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Receiving plain TCP over loopback; the receiver's time alone is counted.
final class LoopbackPart implements Part {
  private static final int PIECE_BYTES = 64 * 1024;

  private final ServerSocketChannel listening = ServerSocketChannel.open();

  LoopbackPart() throws IOException {
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Override
  public Amount run(long nanos) throws Exception {
    try (SocketChannel out = SocketChannel.open(listening.getLocalAddress());
        SocketChannel in = listening.accept()) {
      Thread sender = Thread.ofPlatform().daemon().name("loopback").start(() -> send(out, nanos));
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
      long bytes = 0;
      long start = System.nanoTime();
      long startCpu = THREADS.getCurrentThreadCpuTime();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        bytes += read;
        piece.clear();
      }
      long cpu = THREADS.getCurrentThreadCpuTime() - startCpu;
      double seconds = (System.nanoTime() - start) / 1e9;
      sender.join();
      return new Amount(bytes, seconds, cpu / 1e9);
    }
  }

  private static void send(SocketChannel out, long nanos) {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < nanos) {
        out.write(piece.clear());
      }
      out.shutdownOutput();
    } catch (IOException _) {
      Thread.currentThread().interrupt(); // the receiver sees a connection that ends
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
