package godwit.codec.air;

import static godwit.codec.payload.DiagnosticCode.EMPTY_PAYLOAD;
import static godwit.codec.payload.DiagnosticCode.LENGTH_MISMATCH;
import static godwit.codec.payload.DiagnosticCode.RESERVED_CODE;
import static godwit.codec.payload.DiagnosticCode.TRAILING_DATA;
import static godwit.codec.payload.DiagnosticCode.TRUNCATED_BODY;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Diagnostic;
import godwit.codec.payload.DiagnosticCode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads what was written to a Herald signal characteristic, one whole value.
///
/// Never throws for what the bytes hold. A value has to be as long as it says: more is
/// `TRAILING_DATA`, less `LENGTH_MISMATCH`, and too little for its numbers `TRUNCATED_BODY`.
public final class HeraldWriteDecoder {
  private final ByteBuffer value;

  private HeraldWriteDecoder(byte[] bytes) {
    this.value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static HeraldWriteReading decode(byte[] bytes) {
    if (bytes.length == 0) return refused(EMPTY_PAYLOAD, "");
    try {
      return new HeraldWriteDecoder(bytes).read();
    } catch (BufferUnderflowException _) {
      return refused(TRUNCATED_BODY, "");
    }
  }

  private HeraldWriteReading read() {
    int action = value.get() & 0xFF;
    return switch (action) {
      case 1 -> sized(HeraldWrite.OwnPayload::new);
      case 2 -> {
        HeraldWrite rssi = new HeraldWrite.Rssi(value.getShort());
        yield value.hasRemaining() ? refused(TRAILING_DATA, "") : sound(rssi);
      }
      case 3 -> {
        int rssi = value.getShort();
        yield sized(payloads -> new HeraldWrite.Sharing(rssi, payloads));
      }
      case 4 -> sized(HeraldWrite.Immediate::new);
      default -> refused(RESERVED_CODE, "action " + action);
    };
  }

  private HeraldWriteReading sized(Function<Bytes, HeraldWrite> write) {
    int length = value.getShort();
    if (length < 0 || length > value.remaining()) {
      return refused(LENGTH_MISMATCH, "length " + length + " of " + value.remaining());
    }
    if (length < value.remaining()) return refused(TRAILING_DATA, "");
    if (length == 0) return refused(EMPTY_PAYLOAD, "");
    return sound(write.apply(Bytes.copyOf(value.array(), value.position(), length)));
  }

  private static HeraldWriteReading sound(HeraldWrite write) {
    return new HeraldWriteReading(Optional.of(write), List.of());
  }

  private static HeraldWriteReading refused(DiagnosticCode code, String detail) {
    return new HeraldWriteReading(Optional.empty(), List.of(Diagnostic.structural(code, detail)));
  }
}
