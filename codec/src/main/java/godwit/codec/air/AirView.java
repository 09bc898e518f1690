package godwit.codec.air;

import godwit.codec.payload.DecodedView;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was read from the air as nested maps, text and numbers, ready to be printed as JSON.
///
/// - shape: see [DecodedView]; a service as `"serviceUuid16": "0xFD6F"` or `"serviceUuid128"`
/// - units: bytes as lower-case hex; dBm
/// - errors: none
/// - source: our own
///
/// Shows every byte: for the operator who asked, never for a log.
public final class AirView {
  private AirView() {}

  public static Map<String, @Nullable Object> of(AdvertReading reading) {
    return DecodedView.of(reading.diagnostics(), reading.advert().map(AirView::advert));
  }

  public static Map<String, @Nullable Object> of(HeraldWriteReading reading) {
    return DecodedView.of(reading.diagnostics(), reading.write().map(AirView::write));
  }

  private static Map<String, Object> advert(Advert advert) {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (advert) {
      case Advert.Gaen gaen -> {
        service(view, gaen.service());
        view.put("rpi", gaen.rollingId().hex());
        view.put("aem", gaen.metadata().hex());
      }
      case Advert.Robert robert -> {
        service(view, robert.service());
        view.put("hello", robert.hello().hex());
        view.put("bleVersion", robert.version());
        view.put("txPower", robert.txPower());
      }
      case Advert.Dp3t dp3t -> {
        service(view, dp3t.service());
        view.put("ephId", dp3t.ephemeralId().hex());
      }
      case Advert.Connectable connectable -> {
        service(view, connectable.service());
        connectable.manufacturer().ifPresent(by -> view.put("manufacturerId", by.company()));
        connectable
            .pseudoAddress()
            .ifPresent(address -> view.put("pseudoDeviceAddress", address.hex()));
        view.put("connectToRead", true);
      }
      case Advert.Background background -> {
        view.put("manufacturerId", background.manufacturer().company());
        view.put("recognised", false);
        view.put("possible", "ios-background");
      }
      case Advert.Unrelated unrelated -> {
        unrelated.service().ifPresent(service -> service(view, service));
        unrelated.manufacturer().ifPresent(by -> view.put("manufacturerId", by.company()));
        view.put("recognised", false);
      }
    }
    return view;
  }

  private static void service(Map<String, Object> view, UUID service) {
    OptionalInt shorter = AdStructures.shorten(service);
    if (shorter.isPresent()) {
      String digits = HexFormat.of().toHexDigits((short) shorter.getAsInt());
      view.put("serviceUuid16", "0x" + digits.toUpperCase(Locale.ROOT));
    } else {
      view.put("serviceUuid128", service.toString());
    }
  }

  private static Map<String, Object> write(HeraldWrite write) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("action", write.action());
    switch (write) {
      case HeraldWrite.OwnPayload(var payload) -> {
        view.put("lengthLittleEndian", payload.length());
        view.put("payload", payload.hex());
      }
      case HeraldWrite.Rssi(int rssi) -> view.put("rssi", rssi);
      case HeraldWrite.Sharing(int rssi, var payloads) -> {
        view.put("rssi", rssi);
        view.put("lengthLittleEndian", payloads.length());
        view.put("payload", payloads.hex());
      }
      case HeraldWrite.Immediate(var sent) -> {
        view.put("lengthLittleEndian", sent.length());
        view.put("payload", sent.hex());
      }
    }
    return view;
  }
}
