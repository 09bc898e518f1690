package godwit.exchange.fetch;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.BoundedWait;
import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.peer.PeerConnections;
import godwit.peer.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One question for the next batch, and the batch on its way into the inbox.
final class Download implements FetchTurn.Question {
  /// How long the peer is asked to wait for something new; less than any idle connection lives.
  static final int WAIT_SECONDS = 30;

  /* A bound for what others bound already: silence ends a connection, and a slow body. */
  private static final long LONGEST_HOURS = 12;
  private static final int OK = 200;
  private static final int NOTHING = 204;
  private static final int GONE = 410;

  private final PeerClient client;
  private final Inbox inbox;
  private final InstantSource clock;
  private final RoutingCode peer;

  Download(PeerClient client, Inbox inbox, InstantSource clock, RoutingCode peer) {
    this.client = client;
    this.inbox = inbox;
    this.clock = clock;
    this.peer = peer;
  }

  @Override
  public Fetch ask(Route.Target stop, String path, String cursor) {
    Optional<HttpClientRequest> opened = Optional.empty();
    boolean whole = false;
    try {
      String query = cursor.isEmpty() ? "" : "?after=" + cursor;
      HttpClientRequest request = client.open(HttpMethod.GET, stop, path + query);
      opened = Optional.of(request);
      request
          .putHeader(HttpHeaders.ACCEPT, "application/octet-stream")
          .putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip")
          .putHeader("Prefer", "wait=" + WAIT_SECONDS);
      Future<Fetch> fetch = request.response().compose(this::read);
      request.end();
      Fetch result = BoundedWait.atMost(fetch, LONGEST_HOURS, TimeUnit.HOURS);
      whole = !(result instanceof Fetch.Refused) && !(result instanceof Fetch.Failed);
      return result;
    } catch (Exception fault) {
      String problem = PeerClient.kind(fault);
      return new Fetch.Failed(problem, false, Optional.empty());
    } finally {
      /* What a batch still had to say would come before the next answer. */
      if (!whole) opened.ifPresent(PeerConnections::abandon);
    }
  }

  /* In the turn that the response comes in, or its first bytes would be lost. */
  private Future<Fetch> read(HttpClientResponse response) {
    Optional<String> next = Fetch.next(response.headers().getAll("Link"));
    return switch (response.statusCode()) {
      case OK ->
        next.isPresent() && isDelimited(response)
            ? take(response, next.get())
            : failed("a batch without its length, or without a link to the next", response);
      case NOTHING -> {
        boolean waited = response.headers().contains("Preference-Applied");
        yield response.body().map(_ -> new Fetch.Nothing(waited));
      }
      case GONE ->
        next.isPresent()
            ? Future.succeededFuture(new Fetch.Expired(next.get()))
            : failed("status 410 without a link to go on from", response);
      default -> failed("status " + response.statusCode(), response);
    };
  }

  private Future<Fetch> take(HttpClientResponse response, String next) {
    String coding = Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_ENCODING))
        .orElse("identity")
        .strip()
        .toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "identity", "gzip", "x-gzip" -> {
        response.pause();
        yield inbox
            .take(peer, response, !coding.equals("identity"))
            .transform(taken -> Future.succeededFuture(
                taken.succeeded() ? taken(taken.result(), next) : notTaken(taken.cause())));
      }
      default -> failed("a batch with a coding that was not asked for", response);
    };
  }

  private static Fetch taken(Inbox.Taken taken, String next) {
    return switch (taken) {
      case Inbox.Taken.Stored() -> new Fetch.Took(next);
      case Inbox.Taken.Refused(var refusal) -> new Fetch.Refused(refusal, next);
      case Inbox.Taken.Later(var reason) ->
        new Fetch.Failed("a batch was not taken: " + reason, true, Optional.empty());
    };
  }

  private static Fetch notTaken(Throwable fault) {
    String problem = "a batch was not taken: " + fault.getClass().getSimpleName();
    return new Fetch.Failed(problem, true, Optional.empty());
  }

  private Future<Fetch> failed(String problem, HttpClientResponse response) {
    return Future.succeededFuture(new Fetch.Failed(
        problem,
        true,
        Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER))
            .flatMap(text -> RetryAfter.read(text, clock.instant()))));
  }

  /* A body that ends with its connection cannot be told from one that was cut off. */
  private static boolean isDelimited(HttpClientResponse response) {
    return response.headers().contains(HttpHeaders.CONTENT_LENGTH)
        || response.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }
}
