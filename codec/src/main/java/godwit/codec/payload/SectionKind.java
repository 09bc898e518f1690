package godwit.codec.payload;

import java.util.Arrays;

/// What a section of Extended Data is about: one constant for each row of the section table.
///
/// - source: Herald, International Interoperability Specification (draft), Extended Data
public enum SectionKind {
  FORMAT_VERSION("format_version", 0x00, Form.UINT8),
  RSSI_DESCRIPTION("rssi_description", 0x01, Form.UINT8),
  RSSI_ERROR_BOUND("rssi_error_bound", 0x02, Form.UINT8),
  SONAR_RANGE("sonar_range_m", 0x03, Form.REAL),
  SONAR_ERROR("sonar_error_m", 0x04, Form.REAL),
  PLACE_TEXT("approx_geo_text", 0x05, Form.TEXT),
  GEO_ARC_MINUTES("geo_epsg4326_minutes", 0x06, Form.PAIR),
  GEO_MERCATOR("geo_epsg3857", 0x07, Form.PAIR),
  GEO_ITRF("geo_itrf2014", 0x08, Form.PAIR),
  RESERVED_GEO("reserved", 0x09, 0x0F, Form.OPAQUE),
  PREMISES("premises_name", 0x10, Form.TEXT),
  AREA("area_name", 0x11, Form.TEXT),
  DISAMBIGUATION("disambiguation", 0x12, Form.TEXT),
  URL("location_url", 0x13, Form.TEXT),
  ADDRESS("full_address", 0x14, Form.TEXT),
  ENTRY_SOURCE("entry_source", 0x15, Form.TEXT),
  ENTRY_SOURCE_VERSION("entry_source_version", 0x16, Form.TEXT),
  COMPANY("company_id", 0x17, Form.OPAQUE),
  GS1_COMPANY("gs1_company_id", 0x18, Form.UINT32),
  RESERVED_PLACE("reserved", 0x19, 0x1F, Form.OPAQUE),
  EVENT_START("event_start", 0x20, Form.UINT32),
  EVENT_END("event_end", 0x21, Form.UINT32),
  RESERVED_EVENT("reserved", 0x22, 0x3D, Form.OPAQUE),
  ENCRYPTED_FOR_PHONE("encrypted_for_phone", 0x3E, Form.OPAQUE),
  ENCRYPTED_FOR_AUTHORITY("encrypted_for_authority", 0x3F, Form.OPAQUE),
  YOUR_RSSI("your_rssi", 0x40, Form.INT8),
  YOUR_TX_POWER("your_tx_power", 0x41, Form.UINT8_OR_16),
  MY_PHONE_MODEL("my_phone_model", 0x42, Form.TEXT),
  RESERVED_DEVICE("reserved", 0x43, 0x7F, Form.OPAQUE),
  CUSTOM("custom", 0x80, 0xFE, Form.OPAQUE);

  /// How a section's data is written; numbers are big-endian.
  enum Form {
    UINT8,
    UINT8_OR_16,
    INT8,
    UINT32,
    REAL,
    PAIR,
    TEXT,
    OPAQUE;

    /// Whether data of this form can be this long.
    boolean allows(int length) {
      return switch (this) {
        case UINT8, INT8 -> length == 1;
        case UINT8_OR_16 -> length == 1 || length == 2;
        case UINT32, PAIR -> length == 4;
        case REAL -> length == 4 || length == 8;
        case TEXT, OPAQUE -> true;
      };
    }
  }

  private static final SectionKind[] BY_CODE = byCode();

  private final String label;
  private final int firstCode;
  private final int lastCode;
  private final Form form;

  SectionKind(String label, int code, Form form) {
    this(label, code, code, form);
  }

  SectionKind(String label, int firstCode, int lastCode, Form form) {
    this.label = label;
    this.firstCode = firstCode;
    this.lastCode = lastCode;
    this.form = form;
  }

  /// The kind of a section code.
  ///
  /// @param code 0 to 254; 255 is no section's
  public static SectionKind of(int code) {
    return BY_CODE[code];
  }

  /// The name callers see, such as `premises_name`; all reserved ranges share one.
  public String label() {
    return label;
  }

  /// The code of a kind that has one, or the first of its range.
  public int firstCode() {
    return firstCode;
  }

  Form form() {
    return form;
  }

  private static SectionKind[] byCode() {
    SectionKind[] kinds = new SectionKind[PayloadLayout.EXTENDED_SECTION_CODE];
    for (SectionKind kind : values()) {
      Arrays.fill(kinds, kind.firstCode, kind.lastCode + 1, kind);
    }
    return kinds;
  }
}
