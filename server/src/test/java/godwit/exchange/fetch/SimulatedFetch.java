package godwit.exchange.fetch;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Backoff;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.store.Fetches;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

/// What a fetcher does, a turn at a time, of what somebody gives who stands for a peer.
public final class SimulatedFetch {
  private final Inbox inbox;
  private final Context context;
  private final Peer peer;
  private final Supplier<Predicate<Future<?>>> before;
  private final FetchTurn turn;
  private int attempts;

  /// Whoever gives out batches.
  public interface Peer {
    /// What comes after a cursor.
    Given after(RoutingCode peer, String cursor);
  }

  /// What a peer gives.
  public sealed interface Given {
    /// A batch.
    ///
    /// @param sent how many of its bytes come before the connection breaks; all if it does not
    record Batch(byte[] bytes, int sent, String next) implements Given {}

    record Nothing() implements Given {}

    /// Nobody answers, or with a fault.
    record Silence() implements Given {}
  }

  /// @param context an event loop
  /// @param before looks, then waits for a batch to be taken in; false where that is held up
  public SimulatedFetch(
      Vertx vertx,
      Fetches.Source source,
      List<Route.Target> stops,
      UUID node,
      Pool pool,
      FederationSource federation,
      Inbox inbox,
      Context context,
      InstantSource clock,
      RandomGenerator random,
      Peer peer,
      Supplier<Predicate<Future<?>>> before) {
    this.inbox = inbox;
    this.context = context;
    this.peer = peer;
    this.before = before;
    this.turn = new FetchTurn(
        vertx,
        source,
        stops,
        new Fetches(pool, node),
        federation,
        (stop, _, cursor) -> ask(stop, cursor),
        clock,
        new Backoff(random),
        () -> false,
        NOPLogger.NOP_LOGGER);
  }

  /// Has one turn. Throws what the store does.
  ///
  /// @return whether something came
  public boolean once() throws TimeoutException {
    boolean came = turn.once(attempts).isEmpty();
    attempts = came ? 0 : attempts + 1;
    return came;
  }

  private Fetch ask(Route.Target stop, String cursor) {
    return switch (peer.after(stop.server(), cursor)) {
      case Given.Silence _ -> new Fetch.Failed("no answer", false, Optional.empty());
      case Given.Nothing _ -> new Fetch.Nothing(false);
      case Given.Batch batch -> take(stop.server(), batch);
    };
  }

  private Fetch take(RoutingCode from, Given.Batch batch) {
    Predicate<Future<?>> comesToAnEnd = before.get();
    Promise<Inbox.Taken> taken = Promise.promise();
    context.runOnContext(
        _ -> inbox.take(from, new Cut(batch.bytes(), batch.sent()), false).onComplete(taken));
    if (!comesToAnEnd.test(taken.future())) {
      return new Fetch.Failed("no answer of the store", true, Optional.empty());
    }
    return switch (await(taken.future().otherwise(new Inbox.Taken.Later("it broke")))) {
      case Inbox.Taken.Stored _ -> new Fetch.Took(batch.next());
      case Inbox.Taken.Refused(var refusal) -> new Fetch.Refused(refusal, batch.next());
      case Inbox.Taken.Later(var reason) -> new Fetch.Failed(reason, true, Optional.empty());
    };
  }

  /* A body that may break off: two pieces, then its end. */
  private static final class Cut implements ReadStream<Buffer> {
    private final byte[] bytes;
    private final int sent;
    private int at;
    private Optional<Handler<Buffer>> pieces = Optional.empty();
    private Optional<Handler<Void>> end = Optional.empty();
    private Optional<Handler<Throwable>> failure = Optional.empty();

    Cut(byte[] bytes, int sent) {
      this.bytes = bytes;
      this.sent = sent;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
      if (at < sent) {
        int to = Math.min(sent, at + Math.max(1, bytes.length / 2));
        Buffer piece = Buffer.buffer(Arrays.copyOfRange(bytes, at, to));
        at = to;
        pieces.ifPresent(each -> each.handle(piece));
        if (at == bytes.length) end.ifPresent(each -> each.handle(null));
      } else if (sent < bytes.length) {
        failure.ifPresent(each -> each.handle(new IOException("the connection broke")));
      }
      return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
      pieces = Optional.ofNullable(handler);
      return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
      end = Optional.ofNullable(handler);
      return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
      failure = Optional.ofNullable(handler);
      return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
      return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
      return this;
    }
  }
}
