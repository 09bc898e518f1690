package godwit.bridge.venue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A record of a contact batch, read apart from what writes it.
///
/// @param readings `seconds/rssi`
public record EventText(
    Instant start,
    Instant end,
    String payload,
    List<String> areas,
    List<String> readings,
    String id,
    int revision,
    int listened,
    int quality,
    boolean lengthGiven,
    int receivers) {
  public static EventText of(byte[] record) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    Instant start = Instant.ofEpochSecond(Integer.toUnsignedLong(bytes.getInt()));
    Instant end = Instant.ofEpochSecond(Integer.toUnsignedLong(bytes.getInt()));
    byte[] payload = new byte[bytes.getShort()];
    bytes.get(payload);
    List<String> areas = new ArrayList<>();
    List<String> readings = new ArrayList<>();
    String id = "";
    int revision = -1;
    int[] listening = new int[3];
    while (bytes.hasRemaining()) {
      int code = bytes.get() & 0xFF;
      byte[] data = new byte[bytes.get() & 0xFF];
      bytes.get(data);
      ByteBuffer section = ByteBuffer.wrap(data);
      switch (code) {
        case 0x11 -> areas.add(new String(data, StandardCharsets.UTF_8));
        case 0x80 -> {
          while (section.hasRemaining()) readings.add(section.getShort() + "/" + section.get());
        }
        case 0x81 -> {
          id = HexFormat.of().formatHex(data, 0, 16);
          revision = section.getShort(16);
        }
        case 0x82 -> {}
        case 0x84 -> {
          for (int index = 0; index < 3; index++) listening[index] = data[index];
        }
        default -> throw new AssertionError("section " + code);
      }
    }
    return new EventText(
        start,
        end,
        HexFormat.of().formatHex(payload),
        areas,
        readings,
        id,
        revision,
        listening[0],
        listening[1] & 3,
        (listening[1] & 4) != 0,
        listening[2]);
  }
}
