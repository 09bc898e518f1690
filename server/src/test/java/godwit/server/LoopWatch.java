package godwit.server;

import godwit.http.LoopDelays.Loop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Looks whether an event loop is held up for 100 ms and more: by work of its own or by waiting.
/*
 * On a busy machine a loop may be late because it gets no processor. So what counts is that its
 * thread has burned over 50 ms meanwhile, or that it stands where threads wait for others, in the
 * same wait at two looks: a lock that is had at once may be met by chance.
 */
public final class LoopWatch implements AutoCloseable {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long BURNED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LOOK_MILLIS = 20;
  private static final int FRAMES = 40;
  private static final long NOWHERE = -1;

  private final RunningNode node;
  private final Map<Loop, Turn> turns = new ConcurrentHashMap<>();
  private final Queue<String> waits = new ConcurrentLinkedQueue<>();
  private final Queue<String> burns = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();

  /* A turn that a loop was asked for, and has not come to yet; and the wait it was last seen in. */
  private record Turn(long sinceNanos, long burnedNanos, long waitNumber, boolean reported) {}

  private LoopWatch(RunningNode node) {
    this.node = node;
    var _ = looks.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  static LoopWatch over(RunningNode node) {
    return new LoopWatch(node);
  }

  /// Where loops waited for others so far.
  Queue<String> waits() {
    return waits;
  }

  /// Where loops worked for too long so far. Code that runs for the first time, and is not compiled
  /// yet, may do so.
  public Queue<String> burns() {
    return burns;
  }

  @Override
  public void close() {
    looks.close();
  }

  private void look() {
    node.context().delays().loops().forEach(this::look);
  }

  private void look(Loop loop) {
    long burned = THREADS.getThreadCpuTime(loop.thread().threadId());
    Turn turn = turns.get(loop);
    if (turn == null) {
      turns.put(loop, new Turn(System.nanoTime(), burned, NOWHERE, false));
      loop.context().runOnContext(_ -> turns.remove(loop));
      return;
    }
    if (turn.reported() || System.nanoTime() - turn.sinceNanos() < HELD_NANOS) return;
    ThreadInfo seen = THREADS.getThreadInfo(loop.thread().threadId(), FRAMES);
    if (seen == null) return;
    boolean burning = burned - turn.burnedNanos() > BURNED_NANOS;
    long wait = waits(seen) ? seen.getBlockedCount() + seen.getWaitedCount() : NOWHERE;
    boolean waiting = wait != NOWHERE && wait == turn.waitNumber();
    boolean held = burning || waiting;
    /* Only if the loop has not come to its turn meanwhile. */
    turns.replace(loop, turn, new Turn(turn.sinceNanos(), turn.burnedNanos(), wait, held));
    if (!held) return;
    String where = Arrays.stream(seen.getStackTrace())
        .map(StackTraceElement::toString)
        .collect(Collectors.joining("\n  "));
    (burning ? burns : waits).add(where);
  }

  /* A loop with nothing to do stands in native code, which is runnable to Java. */
  private static boolean waits(ThreadInfo thread) {
    return switch (thread.getThreadState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }
}
