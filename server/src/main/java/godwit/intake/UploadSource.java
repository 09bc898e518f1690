package godwit.intake;

import java.util.Locale;

/// By which way an upload comes.
public enum UploadSource {
  /// Posted by another authority.
  PEER,
  /// Posted by a phone.
  DEVICE,
  /// Posted by a gateway of a venue.
  GATEWAY,
  /// Fetched from another authority.
  FETCHED,
  /// Released from what is held here.
  RELEASED;

  /// The word of metrics, such as `peer`.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
