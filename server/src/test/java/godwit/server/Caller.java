package godwit.server;

import static godwit.store.TestDatabases.await;

import godwit.trust.Pki;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/// Whoever asks a node from outside: a peer with its certificate, a phone, an operator.
final class Caller implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final HttpClient client;

  private Caller(Vertx vertx, HttpClientOptions options) {
    client = vertx.createHttpClient(options.setDefaultHost(HOST));
  }

  /// A status and the document that came with it.
  record Answer(int status, JsonObject document) {}

  static Caller peer(Vertx vertx, Pki.Issued identity) {
    return new Caller(
        vertx,
        tls(identity)
            .setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(identity.certificate().toString())
                .addKeyPath(identity.key().toString())));
  }

  static Caller phone(Vertx vertx, Pki.Issued identity) {
    return new Caller(vertx, tls(identity));
  }

  /// A phone that calls from another address of this machine.
  static Caller phone(Vertx vertx, Pki.Issued identity, String localAddress) {
    return new Caller(vertx, tls(identity).setLocalAddress(localAddress));
  }

  static Caller operator(Vertx vertx) {
    return new Caller(vertx, new HttpClientOptions());
  }

  Answer get(int port, String path) {
    HttpClientRequest request = open(HttpMethod.GET, port, path);
    return await(request.send().compose(Caller::read));
  }

  Answer postBatch(int port, String path, String token, Buffer batch) {
    HttpClientRequest request =
        open(HttpMethod.POST, port, path).putHeader("Content-Type", "application/octet-stream");
    if (!token.isEmpty()) request.putHeader("Authorization", "Bearer " + token);
    return await(request.send(batch).compose(Caller::read));
  }

  Answer postJson(int port, String path, JsonObject document) {
    HttpClientRequest request = open(HttpMethod.POST, port, path)
        .putHeader("Content-Type", "application/json")
        .putHeader("X-Godwit-Admin", "1");
    return await(request.send(document.toBuffer()).compose(Caller::read));
  }

  /// Sends the beginning of a body and leaves it at that.
  ///
  /// @return what becomes of the request
  Future<Answer> begin(int port, String path, Buffer beginning) {
    HttpClientRequest request = open(HttpMethod.POST, port, path)
        .putHeader("Content-Type", "application/octet-stream")
        .setChunked(true);
    request.exceptionHandler(_ -> {}); // the answer says the same
    Future<Answer> answer = request.response().compose(Caller::read);
    await(request.write(beginning));
    return answer;
  }

  @Override
  public void close() {
    await(client.close());
  }

  private HttpClientRequest open(HttpMethod method, int port, String path) {
    return await(client.request(method, port, HOST, path));
  }

  private static Future<Answer> read(HttpClientResponse response) {
    return response.body().map(body -> new Answer(response.statusCode(), body.toJsonObject()));
  }

  private static HttpClientOptions tls(Pki.Issued identity) {
    return new HttpClientOptions()
        .setSsl(true)
        .setVerifyHost(false)
        .setTrustOptions(new PemTrustOptions().addCertPath(identity.trust().toString()));
  }
}
