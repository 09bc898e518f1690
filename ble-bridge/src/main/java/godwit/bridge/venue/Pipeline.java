package godwit.bridge.venue;

import godwit.bridge.detection.Detector;
import godwit.bridge.detection.Receiver;
import godwit.bridge.detection.Report;
import godwit.bridge.detection.Sighting;
import godwit.bridge.detection.StayBytes;
import godwit.bridge.detection.Stays;
import godwit.bridge.spool.Spool;
import godwit.bridge.spool.SpoolException;
import godwit.bridge.spool.VenueSecret;
import godwit.bridge.time.Clocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The way of a live report through the bridge: recognised, journalled, acknowledged, gathered.
///
/// Feeds offer from any thread; one thread runs the stages. What was acknowledged is on disk. Full
/// means that the feed is told so, and its gateway waits.
public final class Pipeline implements AutoCloseable {
  static final int MAX_DELIVERIES = 4_096;
  static final int MAX_REPORTS = 50_000;

  private static final int STEP_REPORTS = 5_000;
  private static final long CHECKPOINT_BYTES = 16L << 20;

  private final PipelineRules rules;
  private final Clocks clocks;
  private final Spool spool;
  private final BlockingQueue<Delivery> queue = new ArrayBlockingQueue<>(MAX_DELIVERIES);
  private final AtomicInteger queued = new AtomicInteger();
  private final List<Sighting> sightings = new ArrayList<>();
  private final Detector detector;
  private final Coverage coverage = new Coverage();
  private final Checkpoints checkpoints;
  private Stays stays;
  private long journalSeq;
  private long lastCheckpoint;
  private volatile Counts counts;
  private long refused;
  private long faults;

  /// How a delivery ended.
  public interface Outcome {
    /// @param durable whether all of it is on disk
    /// @param tracing how many of its reports were of contact tracing
    void done(boolean durable, int tracing);
  }

  /// What a feed has to say of a receiver that listened.
  ///
  /// @param listenedSinceMillis when it listened before, if that was lately
  private record Delivery(
      Receiver receiver,
      long listenedSinceMillis,
      long arrivalMillis,
      List<Report> reports,
      Outcome outcome) {}

  /// Figures for status and metrics.
  public record Counts(
      Detector.Counts detected,
      long dropped,
      long refused,
      long faults,
      int stays,
      long sightings) {}

  public Pipeline(
      PipelineRules rules, Clocks clocks, Spool spool, VenueSecret secret, Supplier<Duration> gap)
      throws IOException {
    this.rules = rules;
    this.clocks = clocks;
    this.spool = spool;
    this.detector = new Detector(rules.recogniser(), sightings::add);
    this.stays = new Stays(rules.events(), Stays.Bounds.VENUE);
    this.checkpoints = new Checkpoints(rules, clocks, spool, new EventIds(secret), coverage, gap);
    this.counts = new Counts(detector.counts(), 0, 0, 0, 0, 0);
    restore();
  }

  /// Hands reports of one receiver in; false if there is no room now.
  public boolean offer(
      Receiver receiver,
      long listenedSinceMillis,
      long arrivalMillis,
      List<Report> reports,
      Outcome outcome) {
    if (queued.addAndGet(reports.size()) > MAX_REPORTS) {
      queued.addAndGet(-reports.size());
      return false;
    }
    boolean taken = queue.offer(
        new Delivery(receiver, listenedSinceMillis, arrivalMillis, List.copyOf(reports), outcome));
    if (!taken) queued.addAndGet(-reports.size());
    return taken;
  }

  /// Runs until the thread is interrupted.
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) step(Duration.ofMillis(100));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes what is there, waiting for the first, and does what is due.
  public void step(Duration wait) throws InterruptedException {
    List<Delivery> taken = new ArrayList<>();
    Delivery first = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    int reports = 0;
    for (Delivery next = first; next != null; next = queue.poll()) {
      taken.add(next);
      reports += next.reports().size();
      if (reports >= STEP_REPORTS) break;
    }
    if (!taken.isEmpty()) take(taken, reports);
    boolean due = clocks.nanoTime() - lastCheckpoint >= rules.checkpointEvery().toNanos()
        || spool.journalBytes() > CHECKPOINT_BYTES;
    if (due) checkpoint();
  }

  /// Makes a checkpoint now.
  public void checkpoint() {
    lastCheckpoint = clocks.nanoTime();
    try {
      checkpoints.make(stays, journalSeq);
    } catch (SpoolException failed) {
      refused++;
      reload();
    }
    publish();
  }

  public Counts counts() {
    return counts;
  }

  @Override
  public void close() {
    checkpoint();
  }

  private void take(List<Delivery> taken, int reports) {
    sightings.clear();
    int[] tracing = new int[taken.size()];
    for (int index = 0; index < tracing.length; index++) {
      Delivery delivery = taken.get(index);
      if (!delivery.receiver().name().isEmpty()) {
        coverage.listened(
            delivery.receiver().area(), delivery.listenedSinceMillis(), delivery.arrivalMillis());
      }
      for (Report report : delivery.reports()) if (isTracing(report)) tracing[index]++;
    }
    boolean durable = journal();
    if (durable) {
      long now = clocks.nanoTime();
      for (Sighting sighting : sightings) stays.add(sighting, now);
    }
    queued.addAndGet(-reports);
    for (int index = 0; index < tracing.length; index++) {
      taken.get(index).outcome().done(durable, tracing[index]);
    }
    publish();
  }

  /* A report that finds a bug costs itself and nothing else. */
  private boolean isTracing(Report report) {
    try {
      return detector.add(report);
    } catch (RuntimeException bug) {
      faults++;
      return false;
    }
  }

  private boolean journal() {
    if (sightings.isEmpty()) return true;
    try {
      journalSeq = spool.append(bytes(sightings), sightings.size());
      return true;
    } catch (SpoolException failed) {
      refused += sightings.size();
      return false;
    }
  }

  private void publish() {
    counts = new Counts(
        detector.counts(), stays.dropped(), refused, faults, stays.size(), stays.entries());
  }

  /* What a failed checkpoint has begun in memory is thrown away; the disk still has it all. */
  private void reload() {
    stays = new Stays(rules.events(), Stays.Bounds.VENUE);
    try {
      restore();
    } catch (IOException failed) {
      throw new IllegalStateException("the spool can neither be written nor read", failed);
    }
  }

  private void restore() throws IOException {
    Spool.Restored found = spool.restore();
    long now = clocks.nanoTime();
    lastCheckpoint = now;
    for (Spool.ReceiverRow row : found.receivers()) {
      stays.index(new Receiver(row.name(), row.area()));
    }
    coverage.restore(found.listening());
    for (byte[] chunk : found.open()) {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(chunk));
      while (in.available() > 0) stays.restore(StayBytes.read(in), now);
    }
    for (byte[] entry : found.journal()) {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
      while (in.available() > 0) stays.add(StayBytes.readSighting(in), now);
    }
    journalSeq = Long.MAX_VALUE; // all that is there was read
  }

  private static byte[] bytes(List<Sighting> sightings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * sightings.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Sighting sighting : sightings) StayBytes.write(sighting, out);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return bytes.toByteArray();
  }
}
