package godwit.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.store.outgoing.ClosedPage;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PageMemoryTest {
  private static final RoutingCode OWN = RoutingCode.nation(578, 0);

  private final PageMemory memory = new PageMemory(100);

  @Test
  void keepsWhatWasAskedForLast() {
    memory.keep(1, page(1, 40));
    memory.keep(1, page(2, 40));
    assertTrue(memory.find(1, 1).isPresent());
    memory.keep(1, page(3, 40));
    assertTrue(memory.find(1, 1).isPresent());
    assertFalse(memory.find(1, 2).isPresent());
    assertTrue(memory.find(1, 3).isPresent());
    assertEquals(80, memory.bytes());
  }

  @Test
  void neverHoldsMoreThanItMay() {
    for (int sequence = 1; sequence < 50; sequence++) {
      memory.keep(sequence % 3, page(sequence, 1 + sequence * 7 % 60));
      assertTrue(memory.bytes() <= 100, "bytes=" + memory.bytes());
    }
    memory.keep(1, page(50, 101));
    assertFalse(memory.find(1, 50).isPresent());
    memory.keep(1, page(51, 100));
    assertEquals(100, memory.bytes());
  }

  @Test
  void countsAPageOnceHoweverOftenItIsKept() {
    memory.keep(1, page(1, 40));
    memory.keep(1, page(1, 40));
    assertEquals(40, memory.bytes());
  }

  @Test
  void forgetsTheOldOfOneStream() {
    memory.keep(1, page(1, 20));
    memory.keep(1, page(2, 20));
    memory.keep(2, page(1, 20));
    memory.forgetBefore(1, 2);
    assertFalse(memory.find(1, 1).isPresent());
    assertTrue(memory.find(1, 2).isPresent());
    assertTrue(memory.find(2, 1).isPresent());
    assertEquals(40, memory.bytes());
  }

  private static ClosedPage page(long sequence, int bytes) {
    Preamble preamble = new Preamble(Magic.LIST, 0, UUID.randomUUID(), OWN, OWN, 0);
    return new ClosedPage(sequence, preamble, Instant.EPOCH, Buffer.buffer(new byte[bytes]));
  }
}
