package godwit.codec.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Documents of contact events that the tests of this package share.
final class ContactDocuments {
  static final String HEADER = """
      "batch": "3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718", "created": "2026-11-21T09:30:00.000Z\"""";

  /// The routing code 578/0, and 16 bytes.
  static final String PAYLOAD = "EAJCAAAAAQIDBAUGBwgJCgsMDQ4P";

  static final String CONTACT = """
      {"payload": "EAJCAAAAAQIDBAUGBwgJCgsMDQ4P", "start": "2026-11-20T18:00:00Z", \
      "end": "2026-11-20T18:10:00Z", "readings": [[0, -61], [30, -58]], "rssi": -56, \
      "txPower": 12, "model": "iPhone7,2", "sections": [{"code": 1, "data": "AA"}]}""";

  private ContactDocuments() {}

  static String document(String contacts) {
    return "{" + HEADER + ", \"contacts\": [" + contacts + "]}";
  }

  /// A golden document.
  static byte[] golden(String name) {
    try (InputStream in =
        ContactDocuments.class.getResourceAsStream("/vectors/contact-json/" + name + ".json")) {
      if (in == null) throw new AssertionError("no document " + name);
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
