package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/// A kind of gateway: how it writes, and which of its settings keeps phones from being heard.
public enum Product {
  RUUVI("Bluetooth Scanning Settings: \"Use filtering: All\"; only Ruuvi's own tags are sent else"),
  MINEW("the upload of raw data (JSON-LONG or binary), without a filter by device"),
  OPENMQTTGATEWAY("\"randommacs\": true, sent to commands/MQTTtoBT/config; adverts of phones are"
      + " dropped else"),
  THEENGS("\"publish_all\": 1, without GAEN in a list of what is left out"),
  CASSIA("active scanning without a filter by RSSI, name or address, and without the duplicate"
      + " filter"),
  ARUBA("\"bleDataForwarding\" of the transport profile, with all BLE data as its content"),
  ESPHOME("\"bluetooth_proxy\" and a scan without pauses: interval and window alike"),
  BLUEZ("discovery, which the bridge starts itself: nobody else may have it filtered"),
  /// Any that writes JSON, mapped by configuration.
  MAPPED("whatever limits what is sent to known devices"),
  /// A controller's own events.
  HCI("scanning: the controller reports adverts only while it scans");

  private final String setting;

  Product(String setting) {
    this.setting = setting;
  }

  /// Whether the bridge goes to it, by what its configuration says.
  public boolean isSource() {
    return this == HCI || this == ESPHOME || this == BLUEZ;
  }

  /// The name in configuration.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What to turn on where it hears no phones.
  public String setting() {
    return setting;
  }

  public static Optional<Product> of(String word) {
    for (Product product : values()) {
      if (product.word().equals(word)) return Optional.of(product);
    }
    return Optional.empty();
  }

  /// Reads a message of this product, or a reading of a phone's payload.
  ///
  /// @param topic of the message; empty over HTTP
  public GatewayMessage read(byte[] body, String topic) throws MalformedMessage {
    if (this == MINEW && MinewFormat.isBinary(body)) return MinewFormat.readBinary(body);
    if (this == ARUBA) return ArubaFormat.read(body);
    if (this == ESPHOME) return EsphomeFormat.read(body);
    JsonNode json = Fields.json(body);
    if (ReadingFormat.isReading(json)) return ReadingFormat.read(json);
    return switch (this) {
      case RUUVI -> RuuviFormat.read(json, topic);
      case MINEW -> MinewFormat.read(json);
      case OPENMQTTGATEWAY, THEENGS -> OpenMqttFormat.read(json);
      case CASSIA -> CassiaFormat.read(json);
      case ARUBA, ESPHOME, BLUEZ, MAPPED, HCI ->
        throw new MalformedMessage("messages of this product are no JSON");
    };
  }
}
