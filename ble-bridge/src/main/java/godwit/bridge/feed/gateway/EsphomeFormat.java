package godwit.bridge.feed.gateway;

import com.google.protobuf.CodedInputStream;
import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Rssi;
import java.io.IOException;
import java.util.Optional;

/// ESPHome's Bluetooth proxy: several adverts as they were on the air, each with its scan response
/// behind it.
///
/// - shape: protobuf, field 1 of each: address 1, strength 2 (zigzag), kind of address 3, data 4
/// - units: dBm; no time
/// - errors: as [MessageFormat]
/// - source: ESPHome's native API, `BluetoothLERawAdvertisementsResponse`
final class EsphomeFormat {
  private static final int ADVERT = 1;
  private static final int ADDRESS = 1;
  private static final int STRENGTH = 2;
  private static final int ADDRESS_KIND = 3;
  private static final int DATA = 4;
  private static final int ADDRESS_BITS = 48;

  private EsphomeFormat() {}

  static GatewayMessage read(byte[] body) throws MalformedMessage {
    Observations observations = new Observations();
    try {
      CodedInputStream in = CodedInputStream.newInstance(body);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == Protobuf.bytes(ADVERT)) advert(in.readByteArray(), observations);
        else in.skipField(tag);
      }
    } catch (IOException _) {
      throw new MalformedMessage("this is no list of adverts");
    }
    return observations.message(Optional.empty(), Optional.empty());
  }

  private static void advert(byte[] bytes, Observations observations) throws IOException {
    long address = 0;
    long kind = 0;
    int strength = Rssi.UNKNOWN;
    byte[] data = {};
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.number(ADDRESS)) address = in.readUInt64();
      else if (tag == Protobuf.number(STRENGTH)) strength = Fields.rssi(in.readSInt32());
      else if (tag == Protobuf.number(ADDRESS_KIND)) kind = in.readUInt32() & 0xFF;
      else if (tag == Protobuf.bytes(DATA)) data = in.readByteArray();
      else in.skipField(tag);
    }
    boolean none = address == 0 || address >>> ADDRESS_BITS != 0;
    if (none || data.length == 0) {
      observations.malformed();
      return;
    }
    DeviceAddress sender = new DeviceAddress(kind << ADDRESS_BITS | address);
    observations.advert(sender, strength, data, Fields.Time.NONE);
  }
}
