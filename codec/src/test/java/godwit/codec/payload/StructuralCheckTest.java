package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StructuralCheckTest {
  private static final String PAYLOADS = "godwit.codec.payload.PayloadVector#payloads";
  private static final int MUTATIONS = 2_000;

  @ParameterizedTest(name = "{0}")
  @MethodSource(PAYLOADS)
  void agreesWithTheDecoderOnEveryVectorAndItsMutations(PayloadVector vector) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] bytes = vector.bytes();
    assertAgrees(bytes, seed);
    for (int round = 0; round < MUTATIONS && bytes.length > 0; round++) {
      byte[] mutated = new byte[Math.max(1, bytes.length + random.nextInt(7) - 3)];
      random.nextBytes(mutated);
      System.arraycopy(bytes, 0, mutated, 0, Math.min(bytes.length, mutated.length));
      for (int change = random.nextInt(3); change > 0; change--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      assertAgrees(mutated, seed);
    }
  }

  private static void assertAgrees(byte[] bytes, long seed) {
    var header = ExposureHeader.read(bytes, 0, bytes.length);
    if (header.isEmpty() || !header.get().routing().isRoutable()) return;
    int length = bytes.length - ExposureHeader.BYTES;
    int type = header.get().payloadType();
    DiagnosticCode fault = StructuralCheck.firstFault(type, bytes, ExposureHeader.BYTES, length);
    DiagnosticCode decoded = PayloadDecoder.decode(bytes) instanceof PayloadReading.Broken broken
        ? broken.fault()
        : DiagnosticCode.NONE;
    assertEquals(decoded, fault, "seed=" + seed);
    assertEquals(
        fault == DiagnosticCode.NONE,
        StructuralCheck.isSound(type, bytes, ExposureHeader.BYTES, length));
  }

  @Test
  void staysWithinTheDataItIsGiven() {
    byte[] bytes = new byte[64];
    bytes[16] = 0x10;
    bytes[17] = 0x20;
    assertEquals(
        DiagnosticCode.TLV_TRUNCATED, StructuralCheck.firstFault(0x10, bytes, 0, 16 + 2 + 0x1F));
    assertTrue(StructuralCheck.isSound(0x10, bytes, 0, 16 + 2 + 0x20));
    assertThrows(
        IndexOutOfBoundsException.class, () -> StructuralCheck.firstFault(0x10, bytes, 60, 16));
  }

  @Test
  void judgesSectionsThatStandAlone() {
    byte[] bytes = {0x10, 1, 'a', 0x11, 0};
    assertEquals(DiagnosticCode.NONE, StructuralCheck.firstSectionFault(bytes, 0, 0));
    assertEquals(DiagnosticCode.NONE, StructuralCheck.firstSectionFault(bytes, 0, 3));
    assertEquals(DiagnosticCode.TLV_TRUNCATED, StructuralCheck.firstSectionFault(bytes, 0, 4));
    assertEquals(DiagnosticCode.TLV_ZERO_LENGTH, StructuralCheck.firstSectionFault(bytes, 0, 5));
  }

  @Test
  void allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<byte[]> payloads = PayloadVector.payloads()
        .map(PayloadVector::bytes)
        .filter(bytes -> bytes.length > ExposureHeader.BYTES)
        .toList();
    byte[][] all = payloads.toArray(new byte[0][]);
    int rounds = 1_000;
    int sound = walk(all, rounds);
    long before = threads.getCurrentThreadAllocatedBytes();
    sound += walk(all, rounds);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(sound > 0);
    assertTrue(allocated < rounds, "allocated " + allocated + " bytes in " + rounds + " rounds");
  }

  private static int walk(byte[][] payloads, int rounds) {
    int sound = 0;
    for (int round = 0; round < rounds; round++) {
      for (byte[] bytes : payloads) {
        int length = bytes.length - ExposureHeader.BYTES;
        if (StructuralCheck.isSound(bytes[0] & 0xFF, bytes, ExposureHeader.BYTES, length)) sound++;
      }
    }
    return sound;
  }
}
