package godwit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A program that waits for a node's list to have a page, asks for it so many times over one
/// connection, reads all that comes, and stays until it is killed.
///
/// Its sockets have no keepalive: it must not be the one that hangs up.
final class QuietReader {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private QuietReader() {}

  /// @param args host, port, file with the authority's certificate, how often to ask
  public static void main(String[] args) throws Exception {
    try (SSLSocket socket = connect(args[0], Integer.parseInt(args[1]), Path.of(args[2]))) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      byte[] request = "GET /exposure-list HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
      do {
        LockSupport.parkNanos(PAUSE_NANOS);
        out.write(request);
        out.flush();
      } while (!head(in).startsWith("HTTP/1.1 200 "));
      System.out.println("reading");
      for (int times = Integer.parseInt(args[3]); times > 1; times--) out.write(request);
      out.flush();
      in.transferTo(OutputStream.nullOutputStream());
    }
    System.out.println("closed");
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) throw new IOException("the node hung up");
      head.append((char) next);
    }
    return head.toString();
  }

  private static SSLSocket connect(String host, int port, Path authority)
      throws IOException, GeneralSecurityException {
    KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
    believed.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      believed.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(believed);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return (SSLSocket)
        context.getSocketFactory().createSocket(new Socket(host, port), host, port, true);
  }
}
