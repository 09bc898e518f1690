package godwit.perf.worker;

import godwit.perf.machine.ProcessTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `openssl s_server`, which asks its clients for certificates and shakes hands, one after another.
public final class OpenSslServer implements AutoCloseable {
  private static final int START_SECONDS = 10;
  private static final long LOOK_MILLIS = 20;

  private final Process process;
  private final int port;

  private OpenSslServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one with the same certificate that C has.
  public static OpenSslServer start(Path pki) throws IOException {
    int port = FederationFolder.freePort();
    String stem = FederationFolder.stem(FederationFolder.C);
    Process process = new ProcessBuilder(List.of(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:" + port,
            "-cert",
            pki.resolve(stem + ".pem").toString(),
            "-key",
            pki.resolve(stem + ".key").toString(),
            "-CAfile",
            pki.resolve("ca.pem").toString(),
            "-Verify",
            "4",
            "-no_cache",
            "-no_ticket",
            "-num_tickets",
            "0",
            "-quiet"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start(); // standard input stays open: at its end the server would stop
    OpenSslServer server = new OpenSslServer(process, port);
    try {
      server.awaitListening();
    } catch (IOException late) {
      server.close();
      throw late;
    }
    return server;
  }

  public int port() {
    return port;
  }

  /// What it has used up to now.
  public double cpuSeconds() throws IOException {
    return ProcessTree.cpu(process.pid()).total();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void awaitListening() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("openssl s_server does not start", notYet);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped", stopped);
      }
    }
  }
}
