package godwit.perf.load;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What the records of a batch look like.
public enum Mix {
  /// Herald Simple alone: 16 random bytes and a score each, which hardly compress.
  @JsonProperty("simple")
  SIMPLE,
  /// Simple with Extended Data of a device, GAEN, BlueTrace in base64 and venues with names: blocks
  /// of variable records, which compress.
  @JsonProperty("mixed")
  MIXED,
  /// Contact events with readings, as phones upload them.
  @JsonProperty("contacts")
  CONTACTS,
  /// Contact events with 20 readings and an id each, of five families and for four authorities.
  @JsonProperty("events")
  EVENTS
}
