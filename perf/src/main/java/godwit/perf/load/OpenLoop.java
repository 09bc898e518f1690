package godwit.perf.load;

import godwit.perf.load.Requests.Ready;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/// Load that comes at a fixed rate, whatever the answers do, as that of many independent senders.
/*
 * A batch has a time at which it should leave. If no connection is free then, it waits in line, and
 * its latency counts from that time and not from when it left: a server that stalls is shown with
 * every batch that came meanwhile, and not with one a connection (coordinated omission).
 *
 * Connections take turns, each after all others: one that was left out for long would be closed.
 */
final class OpenLoop {
  private static final int DIGITS = 3;
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);

  private final Context context;
  private final Supplier<Ready> next;
  private final long records;
  private final int perSecond;
  private final int count;
  private final Deque<HttpConnection> idle = new ArrayDeque<>();
  private final Deque<Long> inLine = new ArrayDeque<>();
  private final Histogram micros = new Histogram(LONGEST_MICROS, DIGITS);
  private final Promise<Result> over = Promise.promise();
  private int answered;
  private int refused;

  /// @param context that owns the connections
  /// @param next a batch that nobody has sent before
  /// @param records that every receipt has to say were accepted
  /// @param count of batches in all
  OpenLoop(Context context, Supplier<Ready> next, long records, int perSecond, int count) {
    this.context = context;
    this.next = next;
    this.records = records;
    this.perSecond = perSecond;
    this.count = count;
  }

  /// What came of it.
  ///
  /// @param refused answers other than a receipt that confirms every record
  /// @param micros from when a batch should have left to its receipt
  record Result(int refused, Histogram micros) {}

  /// Sends all of them; waits for the last answer.
  Future<Result> run(List<HttpConnection> connections) {
    idle.addAll(connections);
    Thread.ofPlatform().daemon().name("pace").start(this::pace);
    return over.future();
  }

  /* A thread of its own: timers of an event loop are late by up to a millisecond. */
  private void pace() {
    long start = System.nanoTime();
    for (int sent = 0; sent < count && !over.future().isComplete(); sent++) {
      long due = start + sent * TimeUnit.SECONDS.toNanos(1) / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      context.runOnContext(_ -> {
        inLine.add(due);
        sendWhatCan();
      });
    }
  }

  private void sendWhatCan() {
    while (!idle.isEmpty() && !inLine.isEmpty()) {
      HttpConnection connection = idle.remove();
      long due = inLine.remove();
      connection.send(next.get().request()).onComplete(answer -> {
        if (answer.succeeded()) {
          idle.add(connection);
          answered(due, answer.result());
          sendWhatCan();
        } else {
          over.tryFail(answer.cause());
        }
      });
    }
  }

  private void answered(long due, HttpAnswer answer) {
    micros.recordValue(
        Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due)));
    if (answer.status() == 503) {
      refused++;
    } else {
      try {
        ClosedLoop.requireAccepted(answer, records);
      } catch (IllegalStateException wrong) {
        over.tryFail(wrong);
      }
    }
    answered++;
    if (answered == count) over.tryComplete(new Result(refused, micros));
  }
}
