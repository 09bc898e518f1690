package godwit.bridge.load;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Made-up phones, heard one after the other, again and again.
final class LoadPhones {
  private final int identifiers;
  private final AtomicLong next = new AtomicLong();

  LoadPhones(int identifiers) {
    this.identifiers = identifiers;
  }

  /// What the next phone's advert carries, in hex.
  String next() {
    long phone = next.getAndIncrement() % identifiers;
    byte[] data = ByteBuffer.allocate(20)
        .putLong(phone * 0x9E3779B97F4A7C15L)
        .putLong(phone)
        .putInt(7)
        .array();
    return HexFormat.of().formatHex(data);
  }
}
