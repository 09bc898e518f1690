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
  /// The longest document that is asked for: the details of a reconciliation.
  static final int MAX_DETAIL_BYTES = 16 << 20;

  private static final int CONNECTIONS = 4;
  private static final int OPEN_SECONDS = 20; // for a connection that is free, and to open one
  private static final int MAX_REASON_CHARACTERS = 300;

  private final PeerConnections connections;
  private final InstantSource clock;
  private final FederationSource federation;
  private final FederationSource.Watcher review;

  public PeerClient(Vertx vertx, FederationSource federation, InstantSource clock)
      throws IOException {
    this.connections =
        new PeerConnections(vertx, federation::credentials, HttpVersion.HTTP_1_1, CONNECTIONS);
    this.clock = clock;
    this.federation = federation;
    this.review = _ -> {
      connections.review();
      return Future.succeededFuture();
    };
    federation.watch(review);
  }

  /// Sends a small document, and gives the answer as it is.
  ///
  /// @throws Exception whatever kept the peer from answering
  Reply call(Route.Target stop, String path, Buffer document, Duration patience) throws Exception {
    HttpClientRequest request = open(HttpMethod.POST, stop, path);
    request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    return exchange(request, document, patience);
  }

  /// Runs a task on the event loop that its requests belong to.
  public <T> Future<T> run(PeerConnections.Task<T> task) {
    return connections.run(task);
  }

  public Future<Void> close() {
    federation.leave(review);
    return connections.close();
  }

  /// Opens a request to a stop whose certificate has been found to be the right one.
  public HttpClientRequest open(HttpMethod method, Route.Target stop, String path)
      throws TimeoutException {
    Future<HttpClientRequest> asked =
        connections.open(method, stop.endpoint(), stop.server(), path);
    try {
      return BoundedWait.atMost(asked, OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      asked.onSuccess(PeerConnections::abandon);
      throw late;
    }
  }

  /// Asks for a document, and gives the answer as it is.
  ///
  /// @throws Exception whatever kept the peer from answering
  Reply ask(Route.Target target, String path, Duration patience) throws Exception {
    HttpClientRequest request = open(HttpMethod.GET, target, path);
    request.putHeader(HttpHeaders.ACCEPT, "application/json");
    Future<Reply> reply = PeerConnections.reply(request, clock, MAX_DETAIL_BYTES);
    try {
      request.end();
      return BoundedWait.atMost(reply, patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!reply.succeeded()) PeerConnections.abandon(request);
    }
  }

  /// Sends what is left of a request, and waits for the whole answer.
  public Reply exchange(HttpClientRequest request, Buffer body, Duration patience)
      throws TimeoutException {
    Future<Reply> reply = PeerConnections.reply(request, clock);
    try {
      request.end(body);
      return BoundedWait.atMost(reply, patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!reply.succeeded()) PeerConnections.abandon(request);
    }
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
  public static String reason(Exception fault) {
    String reason = switch (fault) {
      case TimeoutException _ -> "no progress in time";
      case InterruptedException _ -> "this node was stopped";
      default -> Optional.ofNullable(fault.getMessage()).orElse(fault.getClass().getSimpleName());
    };
    return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARACTERS));
  }
}
