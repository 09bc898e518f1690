package godwit.codec.payload;

/// What is odd about a payload. The constant's name is the stable word that callers see.
public enum DiagnosticCode {
  /// Nothing is wrong; the answer of [StructuralCheck], never part of a [Diagnostic].
  NONE,
  EMPTY_PAYLOAD,
  RESERVED_CODE,
  TRUNCATED_HEADER,
  TRUNCATED_BODY,
  TRAILING_DATA,
  /// Between two lengths the family allows.
  BODY_LENGTH,
  /// A length inside the body points past its end.
  LENGTH_MISMATCH,
  TOO_LONG,
  EMPTY_ID,
  BAD_BASE64,
  /// The country makes sense only when read little-endian.
  BYTE_ORDER_SUSPECT,
  UNKNOWN_COUNTRY,
  /// As long as an identifier of a mechanism without header, and its header makes no sense.
  AMBIGUOUS_HEADERLESS,
  TLV_TRUNCATED,
  TLV_ZERO_LENGTH,
  TLV_BAD_LENGTH,
  TLV_BAD_VALUE,
  /// Section code 0xFF, kept by the draft for codes of a longer form.
  TLV_EXTENDED_CODE,
  /// A section that says more about another one comes without it, or before it.
  TLV_MISSING_DEPENDENCY,
  TLV_ORDER,
  BAD_UTF8,
  BAD_URL,
  /// A contact event ends before it starts.
  BAD_TIMES,
  /// An advert's last structure is longer than what is left of the advert.
  ADVERT_TRUNCATED,
  /// The sender had no key for its day: such an id is many devices' and matches nobody.
  ZERO_CONTACT_ID,
  /// The length the draft prints, which no known sender of the family uses.
  DRAFT_LENGTH
}
