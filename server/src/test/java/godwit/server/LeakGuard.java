package godwit.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Fails the run when a pooled buffer was dropped instead of given back, whoever dropped it.
///
/// Found by JUnit itself, for all tests. Netty watches every buffer (level `paranoid`) and notices
/// a lost one after it was collected: most classes are told at their end, the rest at the very end.
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final int COLLECTIONS = 3;

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
  }

  private static final class Detectors extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // the one method that every implementation has to have
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      /* Keys of a TLS context go when it is collected: to Netty they were never given back. */
      return ByteBuf.class.isAssignableFrom(resource)
          ? new Detector<>(resource, samplingInterval)
          : new ResourceLeakDetector<>(resource, samplingInterval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    @SuppressWarnings("deprecation") // there is no other constructor for subclasses
    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      LEAKS.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      LEAKS.add(type);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(LeakGuard.class))
        .computeIfAbsent(LeakGuard.class, _ -> (AutoCloseable) LeakGuard::lookHard);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    requireNone();
  }

  private static void lookHard() {
    for (int index = 0; index < COLLECTIONS; index++) {
      System.gc();
      ByteBuf looked = PooledByteBufAllocator.DEFAULT.buffer(); // looking is part of taking one
      looked.release();
    }
    requireNone();
  }

  private static void requireNone() {
    if (LEAKS.isEmpty()) return;
    String first = LEAKS.peek();
    int count = LEAKS.size();
    LEAKS.clear();
    throw new AssertionError(count + " buffers were never given back; the first: " + first);
  }
}
