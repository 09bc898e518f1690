package godwit.server;

import static godwit.store.TestDatabases.await;

import godwit.trust.Pki;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A server that does almost what another does: it asks that one, and spoils the answer.
///
/// It shows the certificate of the other, and itself to that one as the caller.
final class SpoilingProxy implements AutoCloseable {
  private static final Set<String> HOP_BY_HOP =
      Set.of("content-length", "transfer-encoding", "connection", "expect", "host");

  private final HttpServer server;
  private final HttpClient client;
  private final int port;
  private final Spoiler spoiler;

  /// An answer on its way back.
  record Answer(int status, MultiMap headers, Buffer body) {
    Answer status(int other) {
      return new Answer(other, headers, body);
    }

    Answer body(String other) {
      return new Answer(status, headers, Buffer.buffer(other));
    }

    /// With another byte of the body.
    Answer octet(int index, int value) {
      return new Answer(status, headers, body.copy().setByte(index, (byte) value));
    }

    String header(String name) {
      return Optional.ofNullable(headers.get(name)).orElse("");
    }

    Answer without(String header) {
      MultiMap less = MultiMap.caseInsensitiveMultiMap().addAll(headers).remove(header);
      return new Answer(status, less, body);
    }

    Answer with(String header, String value) {
      MultiMap other = MultiMap.caseInsensitiveMultiMap().addAll(headers).set(header, value);
      return new Answer(status, other, body);
    }
  }

  /// What becomes of an answer.
  interface Spoiler {
    Answer of(String path, Answer answer);
  }

  SpoilingProxy(Vertx vertx, int port, Pki.Issued server, Pki.Issued caller, Spoiler spoiler) {
    this.port = port;
    this.spoiler = spoiler;
    this.client = vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(false)
            .setTrustOptions(trust(server))
            .setKeyCertOptions(identity(caller)),
        new PoolOptions().setHttp1MaxSize(8));
    this.server = await(vertx
        .createHttpServer(new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setClientAuth(ClientAuth.REQUIRED)
            .setHandle100ContinueAutomatically(true)
            .setTrustOptions(trust(server))
            .setKeyCertOptions(identity(server)))
        .requestHandler(this::pass)
        .listen(0, "127.0.0.1"));
  }

  String url() {
    return "https://127.0.0.1:" + server.actualPort();
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }

  private void pass(HttpServerRequest request) {
    request
        .body()
        .compose(body -> client
            .request(request.method(), port, "127.0.0.1", request.uri())
            .compose(sent -> {
              copy(request.headers(), sent.headers());
              return sent.send(body);
            }))
        .compose(response -> response
            .body()
            .map(body -> new Answer(response.statusCode(), response.headers(), body)))
        .map(answer -> spoiler.of(String.valueOf(request.path()), answer))
        .onSuccess(answer -> {
          copy(answer.headers(), request.response().headers());
          request.response().setStatusCode(answer.status()).end(answer.body());
        })
        .onFailure(failure -> request.response().setStatusCode(502).end(failure.toString()));
  }

  private static void copy(MultiMap from, MultiMap to) {
    for (var header : List.copyOf(from.entries())) {
      if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  private static PemTrustOptions trust(Pki.Issued issued) {
    return new PemTrustOptions().addCertPath(issued.trust().toString());
  }

  private static PemKeyCertOptions identity(Pki.Issued issued) {
    return new PemKeyCertOptions()
        .addCertPath(issued.certificate().toString())
        .addKeyPath(issued.key().toString());
  }
}
