package godwit.perf.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens connections to servers of this machine, and keeps them from one pass to the next.
final class Connector {
  private static final String HOST = "localhost";
  private static final int CONNECT_MILLIS = 10_000;

  private final Vertx vertx;
  private final NetClientOptions options;
  private final NetClient secure;
  private final NetClient plain;
  private final Map<Integer, List<HttpConnection>> open = new HashMap<>();

  /// @param stem of the files with the certificate and the key that clients show
  Connector(Vertx vertx, Path pki, String stem) {
    this.vertx = vertx;
    this.options = new NetClientOptions()
        .setConnectTimeout(CONNECT_MILLIS)
        .setTcpNoDelay(true)
        .setSsl(true)
        .setHostnameVerificationAlgorithm("HTTPS")
        .setTrustOptions(new PemTrustOptions().addCertPath(pki.resolve("ca.pem").toString()))
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(pki.resolve(stem + ".pem").toString())
            .addKeyPath(pki.resolve(stem + ".key").toString()));
    if (OpenSSLEngineOptions.isAvailable()) options.setSslEngineOptions(new OpenSSLEngineOptions());
    this.secure = vertx.createNetClient(options);
    this.plain = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  /// So many open connections under TLS.
  Future<List<HttpConnection>> secure(int port, int count) {
    return take(secure, port, count);
  }

  /// One open connection without TLS.
  Future<HttpConnection> plain(int port) {
    return take(plain, port, 1).map(List::getFirst);
  }

  /// One connection under TLS that is not kept, with the handshake done and nothing sent.
  Future<NetSocket> socket(int port) {
    return secure.connect(port, HOST);
  }

  /// A client whose connections come from another address of this machine: ports are 28,000 each.
  NetClient from(String address) {
    return vertx.createNetClient(new NetClientOptions(options).setLocalAddress(address));
  }

  private Future<List<HttpConnection>> take(NetClient client, int port, int count) {
    List<HttpConnection> kept = open.computeIfAbsent(port, _ -> new ArrayList<>());
    kept.removeIf(connection -> !connection.isOpen());
    Future<Void> opened = Future.succeededFuture();
    for (int missing = count - kept.size(); missing > 0; missing--) {
      opened = opened.compose(_ -> client
          .connect(port, HOST)
          .map(HttpConnection::new)
          .onSuccess(kept::add)
          .mapEmpty());
    }
    return opened.map(_ -> List.copyOf(kept.subList(0, count)));
  }
}
