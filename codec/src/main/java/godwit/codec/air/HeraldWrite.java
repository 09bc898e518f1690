package godwit.codec.air;

import godwit.codec.payload.Bytes;

/// What one phone writes to another's Herald signal characteristic.
///
/// - shape: `u8 action`, then by action: 1 `i16 length | payload`; 2 `i16 RSSI`;
///   3 `i16 RSSI | i16 length | payloads back to back`; 4 `i16 length | data`
/// - units: RSSI in dBm; unlike everything else here, integers are little-endian
/// - errors: what [HeraldWriteDecoder] reports
/// - source: Herald for Android, the classes that encode these
public sealed interface HeraldWrite {
  /// The number on the air.
  int action();

  /// The writer's payload, as it lies; nothing of it is read.
  record OwnPayload(Bytes payload) implements HeraldWrite {
    @Override
    public int action() {
      return 1;
    }
  }

  /// How strongly the writer hears the one written to.
  record Rssi(int rssi) implements HeraldWrite {
    @Override
    public int action() {
      return 2;
    }
  }

  /// Payloads of others whom the writer has met; [godwit.codec.payload] has no way to tell where
  /// one ends but its type's length.
  record Sharing(int rssi, Bytes payloads) implements HeraldWrite {
    @Override
    public int action() {
      return 3;
    }
  }

  /// Data for the application at once.
  record Immediate(Bytes sent) implements HeraldWrite {
    @Override
    public int action() {
      return 4;
    }
  }
}
