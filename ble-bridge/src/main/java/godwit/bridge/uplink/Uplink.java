package godwit.bridge.uplink;

import godwit.bridge.spool.Spool;
import godwit.bridge.spool.SpoolException;
import godwit.bridge.time.Clocks;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Delivers what waits in the spool: one batch at a time, in order, each until the authority has it
/// or says that it never will.
///
/// A batch that is refused is set aside and does not hold up the rest. What a process did not
/// finish
/// the next one goes on with, with the same bytes. Blocks; two virtual threads, one for batches,
/// one
/// for what the authority asks.
public final class Uplink {
  private static final int WAITING_MOST = 4 * ContactBatches.MAX_RECORDS;
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(60);
  private static final int REMEMBERED_REQUESTS = 1_000;

  /* An event lies within one day. */
  private static final long LONGEST_EVENT_SECONDS = 86_400;

  private final Rules rules;
  private final Clocks clocks;
  private final Spool spool;
  private final AuthorityClient authority;
  private final ContactBatches batches;
  private final UplinkBackoff backoff;
  private final RandomGenerator random;
  private final Map<String, Long> answered = new HashMap<>();
  private volatile Status status = new Status(Optional.empty(), Optional.empty(), 0, 0);
  private long firstWaitedNanos = -1;

  /// What an uplink goes by.
  ///
  /// @param whenAsked whether events stay here until the authority asks for their window
  /// @param every at most between an event and its batch
  public record Rules(RoutingCode authority, boolean whenAsked, Duration every) {}

  /// How it goes.
  ///
  /// @param lastDelivered when the authority last took a batch
  /// @param trouble why it takes none now
  public record Status(
      Optional<Instant> lastDelivered, Optional<String> trouble, long delivered, long tries) {}

  public Uplink(
      Rules rules, Clocks clocks, Spool spool, AuthorityClient authority, RandomGenerator random) {
    this.rules = rules;
    this.clocks = clocks;
    this.spool = spool;
    this.authority = authority;
    this.random = random;
    this.batches = new ContactBatches(rules.authority());
    this.backoff = new UplinkBackoff(random);
  }

  public Status status() {
    return status;
  }

  /// Delivers until the thread is interrupted.
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Duration wait = step();
        if (!wait.isZero()) Thread.sleep(wait);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Tries one batch; gives how long to wait before the next.
  Duration step() throws InterruptedException {
    try {
      if (!rules.whenAsked()) gather(false);
      Optional<Spool.Batch> batch = spool.next();
      if (batch.isEmpty()) return IDLE;
      return deliver(batch.get());
    } catch (SpoolException failed) {
      trouble(String.valueOf(failed.getMessage()));
      return backoff.failed(Optional.empty(), clocks.instant());
    }
  }

  /// Asks for venue requests until the thread is interrupted.
  public void runRequests() {
    UplinkBackoff own = new UplinkBackoff(random);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          boolean any = answerRequests(AuthorityClient.POLL_SECONDS);
          own.succeeded();
          Thread.sleep(any ? IDLE : Duration.ofSeconds(5));
        } catch (IOException failed) {
          Thread.sleep(own.failed(Optional.empty(), clocks.instant()));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Answers what the authority asks now; whether there was anything new to answer.
  boolean answerRequests(int waitSeconds) throws IOException, InterruptedException {
    boolean any = false;
    long now = clocks.nanoTime();
    for (VenueRequest request : authority.requests(waitSeconds)) {
      Long before = answered.get(request.id());
      if (before != null && now - before < ASKED_AGAIN.toNanos()) continue;
      if (answered.size() >= REMEMBERED_REQUESTS) answered.clear();
      answered.put(request.id(), now);
      any |= answer(request);
    }
    return any;
  }

  private synchronized boolean answer(VenueRequest request) throws SpoolException {
    boolean any = false;
    long place = 0;
    while (true) {
      List<Spool.Placed> page = spool.waiting(
          place,
          request.from().getEpochSecond(),
          request.to().getEpochSecond() + LONGEST_EVENT_SECONDS,
          ContactBatches.MAX_RECORDS);
      if (page.isEmpty()) return any;
      place = page.getLast().place();
      List<Spool.Event> covered = page.stream()
          .map(Spool.Placed::event)
          .filter(event -> request.covers(event.record()))
          .toList();
      any |= !covered.isEmpty();
      while (!covered.isEmpty()) {
        List<Spool.Event> some = ContactBatches.fitting(covered);
        make(some, request.id());
        covered = covered.subList(some.size(), covered.size());
      }
    }
  }

  /// Makes batches of what has waited for long enough.
  synchronized void gather(boolean all) throws SpoolException {
    List<Spool.Event> waiting = spool.waiting(WAITING_MOST);
    long now = clocks.nanoTime();
    if (waiting.isEmpty()) {
      firstWaitedNanos = -1;
      return;
    }
    if (firstWaitedNanos < 0) firstWaitedNanos = now;
    boolean due = all
        || now - firstWaitedNanos >= rules.every().toNanos()
        || waiting.size() >= ContactBatches.MAX_RECORDS;
    while (due && !waiting.isEmpty()) {
      List<Spool.Event> some = ContactBatches.fitting(waiting);
      make(some, "");
      waiting = waiting.subList(some.size(), waiting.size());
      firstWaitedNanos = -1;
    }
  }

  private void make(List<Spool.Event> events, String request) throws SpoolException {
    UUID id = randomId();
    spool.batch(id, events, request, batches.bytes(id, clocks.millis(), events));
  }

  private Duration deliver(Spool.Batch batch) throws SpoolException, InterruptedException {
    Status before = status;
    status = new Status(
        before.lastDelivered(), before.trouble(), before.delivered(), before.tries() + 1);
    return switch (authority.post(batch)) {
      case UplinkAnswer.Delivered delivered -> {
        spool.delivered(batch);
        backoff.succeeded();
        status = new Status(
            Optional.of(clocks.instant()),
            delivered.warning(),
            status.delivered() + batch.records(),
            status.tries());
        yield Duration.ZERO;
      }
      case UplinkAnswer.Refused(String reason) -> {
        spool.setAside(batch);
        trouble("a batch was set aside: " + reason);
        yield Duration.ZERO;
      }
      case UplinkAnswer.TooLarge(String reason) -> {
        if (batch.records() > 1) spool.replace(batch, halves(batch));
        else spool.setAside(batch);
        trouble("a batch was too large: " + reason);
        yield Duration.ZERO;
      }
      case UplinkAnswer.Later(String reason, Optional<String> retryAfter) -> {
        trouble(reason);
        yield backoff.failed(retryAfter, clocks.instant());
      }
    };
  }

  private void trouble(String reason) {
    Status now = status;
    status = new Status(now.lastDelivered(), Optional.of(reason), now.delivered(), now.tries());
  }

  private List<Spool.Batch> halves(Spool.Batch batch) {
    List<Spool.Event> events = BatchEvents.of(batch);
    int middle = events.size() / 2;
    List<Spool.Batch> halves = new ArrayList<>();
    for (List<Spool.Event> half :
        List.of(events.subList(0, middle), events.subList(middle, events.size()))) {
      UUID id = randomId();
      byte[] bytes = batches.bytes(id, clocks.millis(), half);
      halves.add(new Spool.Batch(0, id, half.size(), batch.endedSeconds(), batch.request(), bytes));
    }
    return halves;
  }

  private UUID randomId() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
