package godwit.exchange.delivery;

import godwit.exchange.BoundedWait;
import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// The courier of the network: HTTP over connections whose certificates were looked at.
///
/// Its methods wait, so they are called on virtual threads.
final class BatchClient implements Courier {
  private static final int OK = 200;
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final int LONGEST_DAYS = 7; // of a batch, each piece of which has its own bound

  private final Vertx vertx;
  private final PeerClient client;
  private final InstantSource clock;
  private final Encodings encodings;
  private final ClockSkew skew;

  BatchClient(Vertx vertx, PeerClient client, InstantSource clock, ClockSkew skew) {
    this.skew = skew;
    this.vertx = vertx;
    this.client = client;
    this.clock = clock;
    this.encodings = new Encodings(clock);
  }

  @Override
  public Answer post(BatchUpload upload, Route.Target target) {
    boolean begun = false;
    try {
      boolean coded = pays(upload) && encodings.takesGzip(this, target);
      HttpClientRequest request = client.open(HttpMethod.POST, target, upload.path());
      begun = true;
      Reply reply = send(request, upload, coded);
      if (coded && AnswerReader.isAboutCoding(reply)) {
        encodings.refused(target);
        request = client.open(HttpMethod.POST, target, upload.path());
        reply = send(request, upload, false);
      }
      skew.saw(target, reply.date());
      return AnswerReader.ofSending(reply, upload.sent());
    } catch (BodyUpload.Unreadable fault) {
      throw fault;
    } catch (Exception fault) {
      return unreachable(fault, begun);
    }
  }

  @Override
  public Answer status(Sent sent, Route.Target target) {
    return ask("/batch/" + sent.batch(), target, reply -> AnswerReader.ofAsking(reply, sent));
  }

  @Override
  public Answer replayed(Sent sent, Route.Target target) {
    return ask("/batch/" + sent.batch(), target, reply -> AnswerReader.ofReplay(reply, sent));
  }

  @Override
  public Optional<JsonObject> resolver(String path, Route.Target target) {
    try {
      HttpClientRequest request = client.open(HttpMethod.GET, target, path);
      request.putHeader(HttpHeaders.ACCEPT, "application/json");
      Reply reply = client.exchange(request, Buffer.buffer(), STALLED);
      return reply.status() == OK ? reply.json() : Optional.empty();
    } catch (Exception fault) {
      return Optional.empty();
    }
  }

  private Answer ask(String path, Route.Target target, Function<Reply, Answer> reader) {
    try {
      HttpClientRequest request = client.open(HttpMethod.GET, target, path);
      return reader.apply(client.exchange(request, Buffer.buffer(), STALLED));
    } catch (Exception fault) {
      return unreachable(fault, false);
    }
  }

  Future<Void> close() {
    return client.close();
  }

  private static boolean pays(BatchUpload upload) throws TimeoutException {
    if (upload.stretches().isEmpty()) return false;
    try {
      return Gzip.pays(BoundedWait.atMost(upload.blocks(0), STALLED.toSeconds(), TimeUnit.SECONDS));
    } catch (TimeoutException late) {
      throw late;
    } catch (Exception fault) { // a lost connection is a checked one that nobody declares
      throw new BodyUpload.Unreadable(fault);
    }
  }

  private Reply send(HttpClientRequest request, BatchUpload batch, boolean coded)
      throws TimeoutException {
    Future<Reply> reply = PeerConnections.reply(request, clock);
    BodyForm plain = batch.begin();
    Optional<Gzip> gzip = coded ? Optional.of(new Gzip(plain)) : Optional.empty();
    BodyForm form = gzip.isPresent() ? gzip.get() : plain;
    var upload = new BodyUpload(vertx, request, batch, reply, form);
    try {
      request.putHeader(HttpHeaders.CONTENT_TYPE, batch.mediaType());
      if (coded) request.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      if (batch.isOctets() && !coded) {
        request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(batch.bytes()));
      } else {
        request.setChunked(true);
      }
      Future<Void> sent = client.run(() -> upload.run(STALLED));
      BoundedWait.atMost(sent, LONGEST_DAYS, TimeUnit.DAYS);
      return BoundedWait.atMost(reply, STALLED.toSeconds(), TimeUnit.SECONDS);
    } finally {
      /* A body that was not sent whole ends with its connection: it can't be taken for whole. */
      if (!reply.succeeded() || !upload.isWhole()) PeerConnections.abandon(request);
      gzip.ifPresent(used -> client.run(() -> {
        used.release();
        return Future.succeededFuture();
      }));
    }
  }

  static Answer unreachable(Exception fault, boolean begun) {
    return new Answer.Unreachable(PeerClient.kind(fault), PeerClient.reason(fault), begun);
  }
}
