package godwit.store.outgoing;

import godwit.codec.batch.Preamble;
import godwit.store.segment.Stretch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/// A closed page of a list with all of its bytes in memory, to be answered any number of times.
///
/// @param sequence its place in its list
/// @param preamble with the id that no other page has
/// @param made when it was closed
/// @param bytes of the whole, outside of the heap
/*
 * TLS and the kernel take direct memory as it is, and copy anything else first. The garbage
 * collector frees it: answers under way may hold it longer than whoever keeps pages.
 */
public record ClosedPage(long sequence, Preamble preamble, Instant made, Buffer bytes) {
  /// Reads a page whole.
  ///
  /// @param page with at most as many bytes as an array may have
  /// @param now by which it has its age
  public static Future<ClosedPage> read(Deliveries deliveries, Outgoing page, Instant now) {
    ByteBuffer memory = ByteBuffer.allocateDirect(Math.toIntExact(page.bytes()));
    ByteBuf bytes = Unpooled.wrappedBuffer(memory).clear();
    bytes.writeBytes(page.preamble().bytes());
    return deliveries
        .places(page)
        .compose(places -> append(deliveries, page, Stretch.of(places), 0, bytes))
        .map(_ -> {
          bytes.writeBytes(page.endBlock().getBytes());
          if (bytes.isWritable()) {
            throw new IllegalStateException(
                "bytes=" + bytes.writerIndex() + " of " + page.bytes() + " in page " + page.id());
          }
          return new ClosedPage(
              page.sequence(), page.preamble(), now.minus(page.age()), shared(bytes));
        });
  }

  /// A page that is stored whole.
  public static ClosedPage of(long sequence, Preamble preamble, Instant made, Buffer stored) {
    ByteBuf bytes =
        Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(stored.length())).clear();
    bytes.writeBytes(((BufferInternal) stored).getByteBuf());
    return new ClosedPage(sequence, preamble, made, shared(bytes));
  }

  /* Never freed by whoever sends it. */
  private static Buffer shared(ByteBuf bytes) {
    return BufferInternal.buffer(Unpooled.unreleasableBuffer(bytes.asReadOnly()));
  }

  private static Future<Void> append(
      Deliveries deliveries, Outgoing page, List<Stretch> stretches, int index, ByteBuf bytes) {
    if (index == stretches.size()) return Future.succeededFuture();
    return deliveries.blocks(page, stretches.get(index)).compose(blocks -> {
      bytes.writeBytes(((BufferInternal) blocks).getByteBuf());
      return append(deliveries, page, stretches, index + 1, bytes);
    });
  }
}
