package godwit.phone;

import godwit.codec.BigEndian;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Temporary ids of BlueTrace, which the authority gives.
public final class BlueTracePhone implements Broadcast.Registered {
  private static final int BLUETRACE_TYPE = 0x90;
  private static final int LENGTH_BYTES = 2;

  private final Registration registration;

  private BlueTracePhone(Registration registration) {
    this.registration = registration;
  }

  /// Registers its owner.
  public static BlueTracePhone of(AuthorityClient home) throws IOException {
    return new BlueTracePhone(Registration.of(home, "bluetrace"));
  }

  @Override
  public int payloadType() {
    return BLUETRACE_TYPE;
  }

  @Override
  public String secret() {
    return registration.secret();
  }

  @Override
  public byte[] data(Instant time) throws IOException {
    byte[] id = registration.identifier(time).getBytes(StandardCharsets.US_ASCII);
    byte[] data = new byte[2 * LENGTH_BYTES + id.length];
    BigEndian.put16(data, 0, LENGTH_BYTES + id.length);
    BigEndian.put16(data, LENGTH_BYTES, id.length);
    System.arraycopy(id, 0, data, 2 * LENGTH_BYTES, id.length);
    return data;
  }
}
