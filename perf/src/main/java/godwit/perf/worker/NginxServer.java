package godwit.perf.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.perf.machine.ProcessTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `nginx`, which serves one page of a list from a file and answers one poll, over TLS with the
/// same
/// certificate as a node, by HTTP/1.1 and HTTP/2.
public final class NginxServer implements AutoCloseable {
  private static final int START_SECONDS = 10;
  private static final long LOOK_MILLIS = 20;

  /* The headers of a page and of a poll are those that a node sends. */
  private static final String CONFIGURATION = """
      daemon off;
      worker_processes 2;
      pid FOLDER/nginx.pid;
      error_log FOLDER/error.log;
      events { worker_connections 1024; }
      http {
        access_log off;
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        sendfile on;
        tcp_nopush on;
        keepalive_requests 100000000;
        default_type application/octet-stream;
        open_file_cache max=16;
        server {
          listen 127.0.0.1:PORT ssl http2 reuseport;
          ssl_certificate CERTIFICATE;
          ssl_certificate_key KEY;
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_session_cache shared:phones:1m;
          location = /page {
            add_header Link '</exposure-list?after=AAAAAAAAAAAAAAAAAAAAAA>; rel="next"';
            add_header Cache-Control "public, max-age=1209600, immutable";
            add_header Vary Accept;
            root FOLDER;
          }
          location = /poll {
            add_header Link '</exposure-list?after=AAAAAAAAAAAAAAAAAAAAAA>; rel="next"';
            add_header Cache-Control "public, max-age=60";
            return 204;
          }
        }
      }
      """;

  private final Process process;
  private final int port;

  private NginxServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one.
  ///
  /// @param folder of its own, empty
  /// @param page that it serves
  /// @throws IOException where it is not installed, or does not start
  public static NginxServer start(Path folder, Path pki, byte[] page) throws IOException {
    int port = FederationFolder.freePort();
    String stem = FederationFolder.stem(FederationFolder.C);
    Files.createDirectories(folder);
    Files.write(folder.resolve("page"), page);
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("FOLDER", folder.toString())
            .replace("PORT", "" + port)
            .replace("CERTIFICATE", pki.resolve(stem + ".pem").toString())
            .replace("KEY", pki.resolve(stem + ".key").toString()),
        UTF_8);
    Process process;
    try {
      process = new ProcessBuilder(
              List.of("nginx", "-p", folder + "/", "-c", configuration.toString()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(folder.resolve("said.log").toFile())
          .start();
    } catch (IOException missing) {
      throw new IOException("nginx is needed to be compared with: install it", missing);
    }
    NginxServer server = new NginxServer(process, port);
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

  /// What it and its workers have used up to now.
  public double cpuSeconds() throws IOException {
    return ProcessTree.cpu(process.pid()).total();
  }

  /// Ends it and its workers.
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(START_SECONDS, TimeUnit.SECONDS)) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
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
          throw new IOException("nginx does not start", notYet);
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
