package godwit.bridge.feed.gateway;

import com.google.protobuf.CodedInputStream;
import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Rssi;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Aruba's access points (AOS 8 and 10): telemetry over a websocket.
///
/// - shape: protobuf: meta 1 (token 2), reporter 2 (address 2, time 8), characteristics 5 (device
/// 1,
///   service 2, characteristic 3, value 4), adverts 6 (address 1, kind 2, data 3, strength 4
/// zigzag);
///   kind 4 is a scan response
/// - units: whole seconds for the whole message; dBm
/// - errors: as [MessageFormat]; a token is one of the message, not of the connection
/// - source: Aruba's protocol files of AOS 8.11, as barnowl-aruba has them
public final class ArubaFormat {
  private static final int META = 1;
  private static final int META_TOKEN = 2;
  private static final int REPORTER = 2;
  private static final int REPORTER_ADDRESS = 2;
  private static final int REPORTER_TIME = 8;
  private static final int CHARACTERISTIC = 5;
  private static final int ADVERT = 6;
  private static final int SCAN_RESPONSE = 4;
  private static final int ADDRESS_BYTES = 6;

  private final Observations observations = new Observations();
  private Optional<String> token = Optional.empty();
  private Optional<String> gateway = Optional.empty();
  private Fields.Time time = Fields.Time.NONE;

  private ArubaFormat() {}

  /// The token that a message shows; empty where it shows none or is no message.
  public static Optional<String> token(byte[] body) {
    try {
      ArubaFormat read = new ArubaFormat();
      read.heads(body);
      return read.token;
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  static GatewayMessage read(byte[] body) throws MalformedMessage {
    ArubaFormat read = new ArubaFormat();
    try {
      /* The time may stand behind what it is the time of. */
      read.heads(body);
      read.heard(body);
    } catch (IOException _) {
      throw new MalformedMessage("this is no telemetry");
    }
    if (read.gateway.isEmpty()) throw new MalformedMessage("it does not say who reports");
    return read.observations.message(read.gateway, Optional.empty());
  }

  private void heads(byte[] body) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.bytes(META)) meta(in.readByteArray());
      else if (tag == Protobuf.bytes(REPORTER)) reporter(in.readByteArray());
      else in.skipField(tag);
    }
  }

  private void heard(byte[] body) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.bytes(ADVERT)) advert(in.readByteArray());
      else if (tag == Protobuf.bytes(CHARACTERISTIC)) reading(in.readByteArray());
      else in.skipField(tag);
    }
  }

  private void meta(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.bytes(META_TOKEN)) token = Optional.of(in.readString());
      else in.skipField(tag);
    }
  }

  private void reporter(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.bytes(REPORTER_ADDRESS)) {
        byte[] address = in.readByteArray();
        if (address.length == ADDRESS_BYTES) {
          gateway = Optional.of(HexFormat.of().formatHex(address));
        }
      } else if (tag == Protobuf.number(REPORTER_TIME)) {
        long seconds = in.readUInt64();
        boolean sane = seconds > 0 && seconds < 1L << 32;
        if (sane) time = new Fields.Time(OptionalLong.of(seconds * 1000), true);
      } else {
        in.skipField(tag);
      }
    }
  }

  private void advert(byte[] bytes) throws IOException {
    byte[] address = {};
    byte[] data = {};
    int kind = 0;
    int strength = Rssi.UNKNOWN;
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.bytes(1)) address = in.readByteArray();
      else if (tag == Protobuf.number(2)) kind = in.readEnum();
      else if (tag == Protobuf.bytes(3)) data = in.readByteArray();
      else if (tag == Protobuf.number(4)) strength = Fields.rssi(in.readSInt32());
      else in.skipField(tag);
    }
    if (address.length != ADDRESS_BYTES) {
      observations.malformed();
      return;
    }
    DeviceAddress sender = Fields.address(address, 0);
    if (kind == SCAN_RESPONSE) observations.scanResponse(sender, strength, time);
    else if (data.length == 0) observations.malformed();
    else observations.advert(sender, strength, data, time);
  }

  private void reading(byte[] bytes) throws IOException {
    byte[] address = {};
    byte[] source = {};
    byte[] value = {};
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == Protobuf.bytes(1)) address = in.readByteArray();
      else if (tag == Protobuf.bytes(3)) source = in.readByteArray();
      else if (tag == Protobuf.bytes(4)) value = in.readByteArray();
      else in.skipField(tag);
    }
    if (value.length == 0) return; // a characteristic that was found, not read
    Optional<UUID> characteristic = Fields.uuid(source);
    if (address.length != ADDRESS_BYTES || characteristic.isEmpty()) {
      observations.malformed();
      return;
    }
    observations.payload(
        Fields.address(address, 0), Rssi.UNKNOWN, characteristic.get(), value, time);
  }
}
