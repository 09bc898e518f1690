package godwit.exchange.delivery;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.json.BatchJsonReader;
import godwit.codec.payload.RoutingCode;
import godwit.store.TestDatabases;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/// Another authority's server, or a hub's: real TLS, real HTTP, and turns that a test has written.
///
/// Without a turn it stores what comes, proves the digest, and gives a receipt.
public final class PeerServer implements AutoCloseable {
  /// What it does with one request.
  public interface Turn {
    void take(HttpServerRequest request);
  }

  final Queue<Turn> posts = new ConcurrentLinkedQueue<>();
  public final Queue<Turn> questions = new ConcurrentLinkedQueue<>();
  /// Documents that a path always answers with.
  final Map<String, JsonObject> documents = new ConcurrentHashMap<>();
  /// Bodies that came whole, and how often anything was asked.
  final List<Buffer> bodies = new CopyOnWriteArrayList<>();
  final List<String> codings = new CopyOnWriteArrayList<>();
  final List<String> paths = new CopyOnWriteArrayList<>();
  public final AtomicInteger requests = new AtomicInteger();
  /// Body bytes that came at all.
  final AtomicInteger received = new AtomicInteger();
  private final HttpServer server;

  PeerServer(Vertx vertx, Pki.Issued identity) {
    HttpServerOptions options = new HttpServerOptions()
        .setPort(0)
        .setHost("127.0.0.1")
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(new PemTrustOptions().addCertPath(identity.trust().toString()))
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(identity.certificate().toString())
            .addKeyPath(identity.key().toString()));
    server = TestDatabases.await(
        vertx.createHttpServer(options).requestHandler(this::take).listen());
  }

  URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.actualPort());
  }

  @Override
  public void close() {
    TestDatabases.await(server.close());
  }

  /// Takes the whole body and answers with a receipt in this state.
  Turn takes(int status, String state) {
    return request -> whole(
        request,
        body -> request
            .response()
            .setStatusCode(status)
            .end(receipt(Proven.of(body), state).encode()));
  }

  /// Takes the whole body and answers with this.
  Turn answers(int status, String text) {
    return request ->
        whole(request, _ -> request.response().setStatusCode(status).end(text));
  }

  /// The same with a header.
  Turn answers(int status, String text, String header, String value) {
    return whole(_ -> new Said(status, header, value, Buffer.buffer(text)));
  }

  /// Takes the whole body and answers with the receipt of a stored batch, changed.
  Turn confirms(int status, UnaryOperator<JsonObject> change) {
    return whole(body -> new Said(
        status,
        "Content-Type",
        "application/json",
        change.apply(receipt(Proven.of(body), "stored")).toBuffer()));
  }

  /// An answer with one header.
  record Said(int status, String header, String value, Buffer body) {}

  /// Takes the whole body and answers as it says.
  Turn whole(Function<Buffer, Said> answer) {
    return request -> whole(request, body -> {
      Said said = answer.apply(body);
      request
          .response()
          .setStatusCode(said.status())
          .putHeader(said.header(), said.value())
          .end(said.body());
    });
  }

  /// Lets go of the connection once so many bytes of the body have come.
  Turn cutsAfter(int bytes) {
    return request -> request.handler(piece -> {
      if (received.addAndGet(piece.length()) >= bytes) request.connection().close();
    });
  }

  /// Answers as soon as the body begins, and drops what still comes.
  Turn answersEarly(int status, String text) {
    return request -> request.handler(piece -> {
      boolean first = received.getAndAdd(piece.length()) == 0;
      if (first) request.response().setStatusCode(status).end(text);
    });
  }

  /// Takes the whole body and never answers.
  Turn isSilent() {
    return request -> whole(request, _ -> {});
  }

  /// Answers a question with the receipt of what was posted first, and what became of it since.
  Turn follows(Function<Proven, JsonObject> delivery) {
    return request -> {
      Proven batch = Proven.of(bodies.getFirst());
      JsonObject answer = receipt(batch, "relayed").put("delivery", delivery.apply(batch));
      request.response().end(answer.encode());
    };
  }

  static JsonObject receipt(Proven batch, String state) {
    return new JsonObject()
        .put("batch", batch.preamble().batch().toString())
        .put("state", state)
        .put("records", batch.records())
        .put("accepted", batch.records())
        .put("rejected", new JsonArray())
        .put("digest", "sha-256:" + HexFormat.of().formatHex(batch.digest()));
  }

  private void take(HttpServerRequest request) {
    requests.incrementAndGet();
    paths.add(request.method() + " " + request.path());
    boolean posted = request.method().equals(HttpMethod.POST);
    JsonObject known = documents.get(request.path());
    if (!posted && known != null) {
      request.response().end(known.encode());
      return;
    }
    Turn turn = (posted ? posts : questions).poll();
    if (turn != null) turn.take(request);
    else if (posted) takes(201, "stored").take(request);
    else request.response().setStatusCode(404).end("{\"title\":\"unknown batch\"}");
  }

  private void whole(HttpServerRequest request, Consumer<Buffer> then) {
    request.body().onSuccess(wire -> {
      codings.add(String.valueOf(request.getHeader("Content-Encoding")));
      Buffer body = codings.getLast().equals("gzip") ? inflated(wire) : wire;
      bodies.add(body);
      received.addAndGet(body.length());
      then.accept(body);
    });
  }

  private static Buffer inflated(Buffer wire) {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(wire.getBytes()))) {
      return Buffer.buffer(gzip.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// A batch that was decoded to its end, its digest proven.
  record Proven(Preamble preamble, long records, byte[] digest) {
    static Proven of(Buffer body) {
      var sink = new Proving();
      if (body.getByte(0) == '{') {
        var reader = new BatchJsonReader(sink, Pieces.unbounded());
        reader.feed(body.getBytes(), 0, body.length());
        reader.end();
        return sink.proven.getFirst();
      }
      BatchDecoder decoder = new BatchDecoder(sink, Pieces.unbounded());
      decoder.feed(body.getBytes(), 0, body.length());
      decoder.end();
      return sink.proven.getFirst();
    }

    RoutingCode destination() {
      return preamble.destination();
    }
  }

  private static final class Proving implements BatchSink {
    private final List<Preamble> preambles = new CopyOnWriteArrayList<>();
    private final List<Proven> proven = new CopyOnWriteArrayList<>();

    @Override
    public void preamble(Preamble preamble) {
      preambles.add(preamble);
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      return false;
    }

    @Override
    public void segment(Segment segment) {}

    @Override
    public void end(EndBlock end, byte[] digest) {
      proven.add(new Proven(preambles.getFirst(), end.total(), digest));
    }
  }
}
