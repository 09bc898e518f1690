package godwit.exchange;

import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import godwit.peer.WrongServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Speaks to one peer, and to the hub that leads to it.
///
/// Its methods wait, so they are called on virtual threads; what the network does is seen to on an
/// event loop, where responses are to be handled too.
public final class PeerClient {
  private static final int CONNECTIONS = 4;
  private static final int OPEN_SECONDS = 20; // for a connection that is free, and to open one
  private static final int STALLED_SECONDS = 60;
  private static final int LONGEST_DAYS = 7; // of a batch, each piece of which has its own bound
  private static final int MAX_REASON_CHARACTERS = 300;

  private final Vertx vertx;
  private final PeerConnections connections;
  private final InstantSource clock;

  public PeerClient(Vertx vertx, FederationSource federation, InstantSource clock)
      throws IOException {
    this.vertx = vertx;
    this.connections =
        new PeerConnections(vertx, federation::credentials, HttpVersion.HTTP_1_1, CONNECTIONS);
    this.clock = clock;
  }

  /// Sends a batch. A fault of the store is thrown; whatever the network does is an answer.
  Answer post(BatchUpload upload, Route.Stop stop) {
    try {
      HttpClientRequest request = open(HttpMethod.POST, stop, upload.path());
      return AnswerReader.ofSending(send(request, upload), upload.sent());
    } catch (BodyUpload.Unreadable fault) {
      throw fault;
    } catch (Exception fault) {
      return unreachable(fault);
    }
  }

  /// Asks what became of a batch.
  Answer status(Sent sent, Route.Stop stop) {
    try {
      HttpClientRequest request = open(HttpMethod.GET, stop, "/batch/" + sent.batch());
      Reply reply = exchange(request, Buffer.buffer(), Duration.ofSeconds(STALLED_SECONDS));
      return AnswerReader.ofAsking(reply, sent);
    } catch (Exception fault) {
      return unreachable(fault);
    }
  }

  /// Sends a small document, and gives the answer as it is.
  ///
  /// @throws Exception whatever kept the peer from answering
  Reply call(Route.Stop stop, String path, Buffer document, Duration patience) throws Exception {
    HttpClientRequest request = open(HttpMethod.POST, stop, path);
    request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    return exchange(request, document, patience);
  }

  public Future<Void> close() {
    return connections.close();
  }

  /// Opens a request to a stop whose certificate has been found to be the right one.
  public HttpClientRequest open(HttpMethod method, Route.Stop stop, String path)
      throws TimeoutException {
    Future<HttpClientRequest> asked =
        connections.open(method, stop.endpoint(), stop.server(), path);
    try {
      return Wait.atMost(asked, OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      asked.onSuccess(PeerConnections::abandon);
      throw late;
    }
  }

  private Reply exchange(HttpClientRequest request, Buffer body, Duration patience)
      throws TimeoutException {
    Future<Reply> reply = PeerConnections.reply(request, clock);
    try {
      request.end(body);
      return Wait.atMost(reply, patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!reply.succeeded()) PeerConnections.abandon(request);
    }
  }

  private Reply send(HttpClientRequest request, BatchUpload batch) throws TimeoutException {
    Future<Reply> reply = PeerConnections.reply(request, clock);
    var upload = new BodyUpload(vertx, request, batch, reply);
    try {
      request
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
          .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(batch.bytes()));
      Future<Void> sent = connections.run(() -> upload.run(Duration.ofSeconds(STALLED_SECONDS)));
      Wait.atMost(sent, LONGEST_DAYS, TimeUnit.DAYS);
      return Wait.atMost(reply, STALLED_SECONDS, TimeUnit.SECONDS);
    } finally {
      /* A body that was not sent whole ends with its connection: it can't be taken for whole. */
      if (!reply.succeeded() || !upload.isWhole()) PeerConnections.abandon(request);
    }
  }

  static Answer unreachable(Exception fault) {
    return new Answer.Unreachable(kind(fault), reason(fault));
  }

  /// What the network did, in this node's own words alone.
  public static String kind(Exception fault) {
    return switch (fault) {
      case WrongServer wrong -> String.valueOf(wrong.getMessage());
      case TimeoutException _ -> "no progress in time";
      case InterruptedException _ -> "this node was stopped";
      case UnknownHostException _ -> "the name of its address is not known";
      case ConnectException _ -> "no connection";
      case SSLException _ -> "TLS fails";
      case StreamResetException _ -> "the stream was reset";
      case IOException _, HttpClosedException _ -> "the connection broke";
      default -> "no answer: " + fault.getClass().getSimpleName();
    };
  }

  /// What the network did, in a few words, which may be the peer's.
  static String reason(Exception fault) {
    String reason = switch (fault) {
      case TimeoutException _ -> "no progress in time";
      case InterruptedException _ -> "this node was stopped";
      default -> Optional.ofNullable(fault.getMessage()).orElse(fault.getClass().getSimpleName());
    };
    return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARACTERS));
  }
}
