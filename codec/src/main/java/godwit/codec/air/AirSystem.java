package godwit.codec.air;

/// A contact-tracing system, whichever of its ways onto the air was met.
///
/// - source: as for [TracingSystem] and [ConnectableSystem]
public enum AirSystem {
  /// Exposure Notification of Google and Apple.
  GAEN("gaen"),
  ROBERT("robert"),
  DP3T("dp3t"),
  HERALD("herald"),
  /// TraceTogether, OpenTrace, COVIDSafe.
  BLUETRACE("bluetrace"),
  /// Norway's first application.
  SMITTESTOPP("smittestopp"),
  /// The interoperability draft's own adverts: an exposure header, then the payload.
  DRAFT("draft");

  private final String word;

  AirSystem(String word) {
    this.word = word;
  }

  /// The name in output and configuration, such as `gaen`.
  public String word() {
    return word;
  }
}
