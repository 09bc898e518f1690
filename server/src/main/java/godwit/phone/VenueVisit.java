package godwit.phone;

import godwit.codec.BigEndian;
import java.time.Instant;

/// A venue's beacon, as phones that were there heard it: whoever was there says the same.
public record VenueVisit(int venue) implements Broadcast.Listed {
  private static final int VENUE_TYPE = 0x30;

  @Override
  public int payloadType() {
    return VENUE_TYPE;
  }

  @Override
  public byte[] data(Instant time) {
    byte[] data = new byte[Integer.BYTES];
    BigEndian.put32(data, 0, venue);
    return data;
  }
}
