package godwit.http;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.server.RunningNode;
import godwit.trust.Pki;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/// Another authority, a phone or a member of staff, over real sockets. Connections are kept.
final class TestClient {
  static final String OCTETS = "application/octet-stream";
  static final String JSON = "application/json";

  private final Vertx vertx;
  private final HttpClient client;
  private final int port;

  private TestClient(RunningNode node, HttpClientOptions options, int port, int connections) {
    this.vertx = node.vertx();
    this.client = vertx.createHttpClient(
        options, new PoolOptions().setHttp1MaxSize(connections).setHttp2MaxSize(connections));
    this.port = port;
  }

  /// An answer, read whole.
  record Reply(int status, MultiMap headers, Buffer body) {
    JsonObject json() {
      return body.toJsonObject();
    }

    String header(String name) {
      return Optional.ofNullable(headers.get(name)).orElse("");
    }

    /// Status and reason of a problem, such as `400 bad-crc`; the status alone of what is none.
    String problem() {
      if (!header("content-type").equals("application/problem+json")) return "" + status;
      JsonObject problem = json();
      if (problem.getInteger("status") != status) return "status differs: " + problem;
      if (problem.getString("title").isBlank()) return "no title: " + problem;
      String type = problem.getString("type");
      return status + " " + type.replaceFirst("^urn:hix:problem:", "");
    }

    /// The same with the place that it names: `400 bad-crc @64 block 0`.
    String problemAt() {
      if (status < 400) return "" + status;
      JsonObject problem = json();
      String text = problem();
      if (problem.containsKey("offset")) text += " @" + problem.getLong("offset");
      if (problem.containsKey("block")) text += " block " + problem.getInteger("block");
      if (problem.containsKey("pointer")) text += " at " + problem.getString("pointer");
      return text;
    }
  }

  static TestClient peer(RunningNode node, RoutingCode code) {
    return peer(node, code, HttpVersion.HTTP_1_1, 4);
  }

  static TestClient peer(RunningNode node, RoutingCode code, HttpVersion version, int connections) {
    Pki.Issued own = node.identity(code);
    HttpClientOptions options = tls(own, version)
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(own.certificate().toString())
            .addKeyPath(own.key().toString()));
    return new TestClient(node, options, node.ports().peers(), connections);
  }

  /// Somebody without a certificate, at the listener for peers.
  static TestClient nobody(RunningNode node) {
    Pki.Issued own = node.identity(RunningNode.NORWAY);
    return new TestClient(node, tls(own, HttpVersion.HTTP_1_1), node.ports().peers(), 1);
  }

  static TestClient phone(RunningNode node) {
    return phone(node, HttpVersion.HTTP_1_1);
  }

  static TestClient phone(RunningNode node, HttpVersion version) {
    Pki.Issued own = node.identity(RunningNode.NORWAY);
    return new TestClient(node, tls(own, version), node.ports().devices(), 4);
  }

  static TestClient staff(RunningNode node) {
    return new TestClient(node, new HttpClientOptions(), node.ports().ops(), 2);
  }

  Reply post(String path, byte[] body, String... headers) {
    return await(send(HttpMethod.POST, path, body, headers));
  }

  Reply get(String path, String... headers) {
    return await(send(HttpMethod.GET, path, new byte[0], headers));
  }

  /// @param headers names and values by turns; a batch's media type is added where none is given
  Future<Reply> send(HttpMethod method, String path, byte[] body, String... headers) {
    return open(method, path, headers).compose(request -> {
      Future<Reply> reply = read(request);
      (method.equals(HttpMethod.POST) ? request.send(Buffer.buffer(body)) : request.end())
          .onFailure(_ -> {});
      return reply;
    });
  }

  /// Opens a request whose body the test itself writes.
  Future<HttpClientRequest> open(HttpMethod method, String path, String... headers) {
    return client.request(method, port, "localhost", path).map(request -> {
      if (method.equals(HttpMethod.POST)) request.putHeader("content-type", OCTETS);
      for (int index = 0; index < headers.length; index += 2) {
        if (headers[index + 1].isEmpty()) request.headers().remove(headers[index]);
        else request.putHeader(headers[index], headers[index + 1]);
      }
      return request;
    });
  }

  /// Streams a body of zeros after its start, as fast as it is taken, until an answer comes.
  Poured pour(HttpMethod method, String path, byte[] start, long bytes, String... headers) {
    return await(open(method, path, headers).compose(request -> {
      request.putHeader("content-length", "" + bytes);
      return new Pouring(vertx, request, start, bytes).answer();
    }));
  }

  /// @param written bytes that the client had handed on when the answer came
  record Poured(Reply reply, long written) {}

  private static final class Pouring {
    private static final byte[] ZEROS = new byte[64 * 1024];
    private static final int TURNS = 8;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private long left;
    private long written;
    private boolean answered;

    Pouring(Vertx vertx, HttpClientRequest request, byte[] start, long bytes) {
      this.vertx = vertx;
      this.request = request;
      this.left = bytes;
      request.exceptionHandler(_ -> {});
      write(start);
    }

    Future<Poured> answer() {
      Future<Poured> answer = read(request).map(reply -> {
        answered = true;
        return new Poured(reply, written);
      });
      pour();
      return answer.compose(poured -> stop().map(poured));
    }

    /* A loop that has always more to write never looks at what comes: so each turn is a timer's. */
    private void pour() {
      for (int turn = 0; turn < TURNS && !answered && left > 0; turn++) {
        if (request.writeQueueFull()) {
          request.drainHandler(_ -> pour());
          return;
        }
        write(left < ZEROS.length ? new byte[(int) left] : ZEROS);
      }
      if (answered) return;
      if (left == 0) request.end();
      else vertx.setTimer(1, _ -> pour());
    }

    private Future<?> stop() {
      if (request.version() != HttpVersion.HTTP_2) return request.connection().close();
      request.reset();
      return Future.succeededFuture();
    }

    private void write(byte[] bytes) {
      left -= bytes.length;
      written += bytes.length;
      var _ = request.write(Buffer.buffer(bytes));
    }
  }

  /// The answer to a request; has to be asked for before anything is sent.
  static Future<Reply> read(HttpClientRequest request) {
    return request
        .response()
        .compose(response -> response
            .body()
            .map(body -> new Reply(response.statusCode(), response.headers(), body)));
  }

  private static HttpClientOptions tls(Pki.Issued own, HttpVersion version) {
    HttpClientOptions options = new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setProtocolVersion(version)
        .setTrustOptions(new PemTrustOptions().addCertPath(own.trust().toString()));
    if (OpenSSLEngineOptions.isAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
    return options;
  }
}
