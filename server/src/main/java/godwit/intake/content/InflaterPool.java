package godwit.intake.content;

import java.util.ArrayDeque;
import java.util.zip.Inflater;

/// Inflaters that wait for their next body, since each holds 40 KiB outside the heap.
///
/// One an event loop; used on that loop only.
public final class InflaterPool {
  private static final int KEPT = 64;

  private final ArrayDeque<Inflater> idle = new ArrayDeque<>();

  /// An inflater of raw deflate, as if new.
  Inflater take() {
    Inflater inflater = idle.poll();
    return inflater == null ? new Inflater(true) : inflater;
  }

  void give(Inflater inflater) {
    if (idle.size() < KEPT) {
      inflater.reset();
      idle.add(inflater);
    } else {
      inflater.end();
    }
  }
}
