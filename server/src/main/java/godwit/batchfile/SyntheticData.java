package godwit.batchfile;

import godwit.codec.BigEndian;
import godwit.codec.payload.PayloadFamily;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Random payload data of one type, always of the same length and sound for the type's family.
///
/// - shape: as real senders of the family make it, without Extended Data
/// - units: bytes
/// - errors: none
/// - source: Herald, International Interoperability Specification (draft), Annexes B to E
final class SyntheticData {
  private static final int IDENTIFIER_BYTES = 16;
  private static final int SECURED_BYTES = 65;
  private static final int VENUE_BYTES = 4;
  private static final int GAEN_BYTES = 20;
  private static final int PACT_BYTES = 28;

  /* BlueTrace: two lengths, then an id. 61 random bytes are an encrypted id before its base64. */
  private static final int BLUETRACE_BASE64_TYPE = 0x90;
  private static final int BLUETRACE_TEXT_TYPE = 0x91;
  private static final int FRAME_BYTES = 4;
  private static final int ENCRYPTED_ID_BYTES = 61;
  private static final int BASE64_CHARACTERS = 84;

  private final int payloadType;
  private final RandomGenerator random;
  private final byte[] bytes;

  SyntheticData(int payloadType, RandomGenerator random) {
    this.payloadType = payloadType;
    this.random = random;
    this.bytes = new byte[length(payloadType)];
  }

  /// Bytes of each record's data.
  static int length(int payloadType) {
    return switch (PayloadFamily.of(payloadType)) {
      case HERALD_SECURED -> SECURED_BYTES;
      case HERALD_VENUE -> VENUE_BYTES;
      case GAEN -> GAEN_BYTES;
      case PACT -> PACT_BYTES;
      case BLUETRACE ->
        switch (payloadType) {
          case BLUETRACE_BASE64_TYPE -> FRAME_BYTES + BASE64_CHARACTERS;
          case BLUETRACE_TEXT_TYPE -> FRAME_BYTES + 2 * IDENTIFIER_BYTES;
          default -> IDENTIFIER_BYTES;
        };
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SIMPLE,
          ROBERT,
          DP3T,
          RESERVED_18,
          RESERVED_28,
          RESERVED_38,
          RESERVED_A8 -> IDENTIFIER_BYTES;
    };
  }

  /// The next record's data; the same array every time.
  byte[] next() {
    switch (payloadType) {
      case BLUETRACE_BASE64_TYPE -> frame(Base64.getEncoder().encode(random(ENCRYPTED_ID_BYTES)));
      case BLUETRACE_TEXT_TYPE -> {
        String id = HexFormat.of().formatHex(random(IDENTIFIER_BYTES));
        frame(id.getBytes(StandardCharsets.US_ASCII));
      }
      default -> random.nextBytes(bytes);
    }
    return bytes;
  }

  private void frame(byte[] id) {
    BigEndian.put16(bytes, 0, 2 + id.length);
    BigEndian.put16(bytes, 2, id.length);
    System.arraycopy(id, 0, bytes, FRAME_BYTES, id.length);
  }

  private byte[] random(int length) {
    byte[] drawn = new byte[length];
    random.nextBytes(drawn);
    return drawn;
  }
}
