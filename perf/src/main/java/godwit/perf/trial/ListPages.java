package godwit.perf.trial;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// The list of a node that was just started, walked as a phone does.
///
/// @param largestPath where the page with most bytes is asked for
/// @param newest where there is nothing new yet
record ListPages(byte[] largest, String largestPath, String newest) {
  /// Reads all pages. Whoever answers at this loopback address is believed.
  static ListPages read(String base) throws IOException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(anyone()).build()) {
      byte[] largest = {};
      String largestPath = "";
      String path = "/exposure-list";
      while (true) {
        var answer = client.send(
            HttpRequest.newBuilder(URI.create(base + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
        String next = answer
            .headers()
            .firstValue("link")
            .orElseThrow(() -> new IOException("a page without Link"))
            .replaceFirst("^<(.*)>.*", "$1");
        if (answer.statusCode() == 204) break;
        if (answer.statusCode() != 200) throw new IOException("a page: " + answer.statusCode());
        boolean fixed = path.contains("after=");
        if (fixed && answer.body().length > largest.length) {
          largest = answer.body();
          largestPath = path;
        }
        path = next;
      }
      if (largest.length == 0) throw new IOException("fewer than two pages: send more records");
      return new ListPages(largest, largestPath, path);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  private static SSLContext anyone() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS", e);
    }
  }

  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
