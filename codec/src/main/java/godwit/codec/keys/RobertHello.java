package godwit.codec.keys;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;

/// What a phone of ROBERT says: an encrypted country, an ephemeral id, a time, a MAC over them.
///
/// - shape: `1 encrypted country | 8 ephemeral id | u16 time | 5 MAC`, 16 bytes, big-endian
/// - units: time is the low 16 bits of NTP seconds, see [RobertTime]
/// - errors: [DecodeException] for another length; [IllegalArgumentException] for fields outside
/// - source: ROBERT 1.1; docs/payloads.md
public record RobertHello(Bytes encryptedCountry, Bytes ephemeralId, int time, Bytes mac) {
  /// Bytes of a HELLO.
  public static final int BYTES = 16;

  /// Bytes of its MAC.
  public static final int MAC_BYTES = 5;

  static final int ID_OFFSET = 1;
  static final int ID_BYTES = Skinny64.BLOCK_BYTES;
  private static final int TIME_OFFSET = ID_OFFSET + ID_BYTES;
  private static final int MAC_OFFSET = TIME_OFFSET + Short.BYTES;

  public RobertHello {
    if (encryptedCountry.length() != ID_OFFSET
        || ephemeralId.length() != ID_BYTES
        || mac.length() != MAC_BYTES) {
      throw new IllegalArgumentException("countryBytes=" + encryptedCountry.length() + " idBytes="
          + ephemeralId.length() + " macBytes=" + mac.length());
    }
    if (time < 0 || time > 0xFFFF) throw new IllegalArgumentException("time=" + time);
  }

  public static RobertHello of(Payload.Robert payload) {
    return new RobertHello(
        payload.encryptedCountry(), payload.ephemeralId(), payload.time(), payload.mac());
  }

  /// Reads a HELLO as it is on the air, without exposure header.
  public static RobertHello of(Bytes bytes) {
    if (bytes.length() != BYTES) throw new DecodeException(Fault.BAD_LENGTH, 0);
    byte[] hello = bytes.toArray();
    return new RobertHello(
        Bytes.copyOf(hello, 0, ID_OFFSET),
        Bytes.copyOf(hello, ID_OFFSET, ID_BYTES),
        BigEndian.uint16(hello, TIME_OFFSET),
        Bytes.copyOf(hello, MAC_OFFSET, MAC_BYTES));
  }

  /// As it is on the air.
  public Bytes bytes() {
    byte[] hello = beforeMac();
    System.arraycopy(mac.toArray(), 0, hello, MAC_OFFSET, MAC_BYTES);
    return Bytes.copyOf(hello);
  }

  /* What the MAC is over, with room for it behind. */
  byte[] beforeMac() {
    byte[] hello = new byte[BYTES];
    System.arraycopy(encryptedCountry.toArray(), 0, hello, 0, ID_OFFSET);
    System.arraycopy(ephemeralId.toArray(), 0, hello, ID_OFFSET, ID_BYTES);
    BigEndian.put16(hello, TIME_OFFSET, time);
    return hello;
  }
}
