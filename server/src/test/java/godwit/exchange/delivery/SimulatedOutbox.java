package godwit.exchange.delivery;

import static godwit.store.TestDatabases.await;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.exchange.Backoff;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.peer.Reply;
import godwit.simulation.Protection;
import godwit.store.Destinations;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Remaking;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.helpers.NOPLogger;

/// What an outbox does, a step at a time: its cutter, its turns, and a courier that has the bytes
/// carried by whoever it is told.
public final class SimulatedOutbox {
  private final Vertx vertx;
  private final Pool pool;
  private final Destinations destinations;
  private final FederationSource federation;
  private final Cutter cutter;
  private final CutOrders orders;
  private final DeliveryTurn.Shared shared;
  private final Wire wire;
  private final Optional<Protection> off;

  /// What carries requests, and answers.
  public interface Wire {
    /// Posts a batch.
    Reply post(RoutingCode to, String path, byte[] batch, Sent sent) throws Broken;

    /// Asks for a batch.
    Reply ask(RoutingCode to, Sent sent) throws Broken;
  }

  /// No answer came.
  public static final class Broken extends Exception {
    private final boolean begun;

    /// @param begun whether something may have come to the receiver
    public Broken(boolean begun) {
      super("the connection broke");
      this.begun = begun;
    }
  }

  /// @param off what is done without
  public SimulatedOutbox(
      Vertx vertx,
      Pool pool,
      UUID node,
      Destinations destinations,
      FederationSource federation,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry metrics,
      Wire wire,
      Optional<Protection> off) {
    this.vertx = vertx;
    this.pool = pool;
    this.destinations = destinations;
    this.federation = federation;
    this.wire = wire;
    this.off = off;
    this.cutter = new Cutter(pool, clock);
    this.orders = new CutOrders(pool, federation, destinations, true);
    Deliveries deliveries = new Deliveries(pool, node);
    Remaking remaking = new Remaking(pool, deliveries, node, clock, _ -> Optional.empty());
    Reissue reissue = new Reissue(deliveries, remaking, federation);
    this.shared = new DeliveryTurn.Shared(
        deliveries,
        reissue,
        federation,
        clock,
        new Backoff(random),
        new DeliveryMeters(metrics, federation, clock));
  }

  /// Cuts what is new. Throws what the store does.
  ///
  /// @return how many batches and pages were made
  public int cut() {
    int made = 0;
    Map<Integer, RoutingCode> uncut = await(cutter.uncut());
    for (var each : uncut.entrySet()) {
      Optional<Cutter.Order> order = await(orders.of(each.getKey(), each.getValue()));
      if (order.isPresent() && await(cutter.cut(order.get()))) made++;
    }
    return made;
  }

  /// Who delivers by one route.
  public final class Deliverer {
    private final Route route;
    private final DeliveryTurn turn;

    private Deliverer(Route route) {
      this.route = route;
      this.turn = new DeliveryTurn(
          vertx, route, shared, new Carried(), () -> false, () -> {}, NOPLogger.NOP_LOGGER);
    }

    /// Has one turn, if the peer is not left alone just now. Throws what the store does.
    ///
    /// @return whether there was anything to do
    public boolean once() throws TimeoutException {
      if (turn.closedFor().isPositive()) return false;
      return turn.once(List.of(await(destinations.id(pool, route.peer()))));
    }

    @Override
    public String toString() {
      return route.peer().toString();
    }
  }

  /// One for each route that batches are sent by.
  public List<Deliverer> deliverers() {
    return federation.current().pushed().map(Deliverer::new).toList();
  }

  private final class Carried implements Courier {
    @Override
    public Answer post(BatchUpload upload, Route.Target target) {
      Buffer blocks = Buffer.buffer();
      for (int index = 0; index < upload.stretches().size(); index++) {
        blocks.appendBuffer(await(upload.blocks(index)));
      }
      Body body = new Body(
          Buffer.buffer(upload.outgoing().preamble().bytes())
              .appendBuffer(blocks)
              .appendBuffer(upload.outgoing().endBlock()),
          upload.sent());
      if (isOff(Protection.FIXED_BYTES) && upload.outgoing().attempts() > 0) {
        body = madeAgain(upload, blocks);
      }
      Sent sent = body.sent();
      try {
        Reply reply = wire.post(target.server(), upload.path(), body.bytes().getBytes(), sent);
        return isOff(Protection.RECEIPT_CHECK)
            ? believed(reply, sent)
            : AnswerReader.ofSending(reply, sent);
      } catch (Broken broken) {
        return new Answer.Unreachable("no answer", "no answer", broken.begun);
      }
    }

    @Override
    public Answer status(Sent sent, Route.Target target) {
      try {
        Reply reply = wire.ask(target.server(), sent);
        return isOff(Protection.RECEIPT_CHECK)
            ? believed(reply, sent)
            : AnswerReader.ofAsking(reply, sent);
      } catch (Broken _) {
        return new Answer.Unreachable("no answer", "no answer", false);
      }
    }

    @Override
    public Answer replayed(Sent sent, Route.Target target) {
      throw new AssertionError("nobody replays");
    }

    @Override
    public Optional<JsonObject> resolver(String path, Route.Target target) {
      throw new AssertionError("nobody refuses a size or form");
    }
  }

  private record Body(Buffer bytes, Sent sent) {}

  private boolean isOff(Protection protection) {
    return off.filter(protection::equals).isPresent();
  }

  /* Without fixed bytes, what is tried again is made again, at another time, under another id. */
  private static Body madeAgain(BatchUpload upload, Buffer blocks) {
    Preamble first = upload.outgoing().preamble();
    Preamble preamble = new Preamble(
        Magic.EXPOSURES,
        first.hops(),
        UUID.randomUUID(),
        first.origin(),
        first.destination(),
        first.createdMillis() + Duration.ofSeconds(1).toMillis());
    Digest digest = new Digest(preamble);
    byte[] bytes = blocks.getBytes();
    for (int offset = 0; offset < bytes.length; ) {
      int length = BlockHeader.read(bytes, offset).blockBytes();
      digest.block(bytes, offset, length);
      offset += length;
    }
    byte[] proof = digest.finish();
    EndBlock end = new EndBlock(upload.outgoing().records(), proof, Optional.empty());
    Buffer all = Buffer.buffer(BatchLayout.PREAMBLE_BYTES + bytes.length)
        .appendBytes(preamble.bytes())
        .appendBuffer(blocks)
        .appendBytes(end.bytes());
    String digits = HexFormat.of().formatHex(proof);
    return new Body(
        all, new Sent(preamble.batch(), "sha-256:" + digits, upload.outgoing().records()));
  }

  /* Without a look at the receipt: what says that all is well is believed. */
  private static Answer believed(Reply reply, Sent sent) {
    if (reply.status() == 404) return new Answer.Unknown();
    if (reply.status() >= 300) return AnswerReader.ofSending(reply, sent);
    JsonObject receipt = reply.json().orElse(new JsonObject());
    String state = receipt.getJsonObject("delivery", receipt).getString("state", "stored");
    return state.equals("relayed") || state.equals("waiting")
        ? new Answer.Relayed()
        : new Answer.Delivered(reply.text(), false);
  }
}
