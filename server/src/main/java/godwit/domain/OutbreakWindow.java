package godwit.domain;

import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.SectionCursor;
import godwit.codec.payload.SectionKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// The part of a venue and the time in which being there was a risk.
///
/// - shape: [#seconds] of one contact record, by its period and its section 0x11
/// - units: seconds since 1970-01-01T00:00Z, of which parts do not count
/// - errors: none; an area is compared byte by byte
/// - source: docs/protocol.md, "Outbreaks"
///
/// @param area empty: all of the venue
public record OutbreakWindow(Optional<String> area, Instant from, Instant to) {
  public OutbreakWindow {
    if (!from.isBefore(to)) throw new IllegalArgumentException("from=" + from + " to=" + to);
  }

  /// How long the contact that a cursor is at lay within the window; 0 where it did not.
  public long seconds(byte[] bytes, ContactCursor contact) {
    if (!isThere(bytes, contact)) return 0;
    long begin = Math.max(contact.startSeconds(), from.getEpochSecond());
    long end = Math.min(contact.endSeconds(), to.getEpochSecond());
    return Math.max(0, end - begin);
  }

  /* A record may name several areas: whoever went through this one was there. */
  private boolean isThere(byte[] bytes, ContactCursor contact) {
    if (area.isEmpty()) return true;
    byte[] wanted = area.get().getBytes(StandardCharsets.UTF_8);
    SectionCursor sections = new SectionCursor();
    sections.wrap(bytes, contact.sectionsOffset(), contact.sectionsLength());
    while (sections.next()) {
      if (sections.code() != SectionKind.AREA.firstCode()) continue;
      int data = sections.dataOffset();
      int end = data + sections.dataLength();
      if (Arrays.equals(bytes, data, end, wanted, 0, wanted.length)) return true;
    }
    return false;
  }
}
