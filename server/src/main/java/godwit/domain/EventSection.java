package godwit.domain;

import godwit.codec.payload.ContactSection;
import godwit.codec.payload.SectionCursor;

/// Which contact event a record is of, where its sections say.
///
/// - shape: the section 0x81 among those of a contact record; of several the first counts
/// - units: an id of 16 bytes is known by 8 that follow from it
/// - errors: [#read] answers false where the section has another length
/// - source: docs/protocol.md, "Contact batch"
public final class EventSection {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final SectionCursor sections = new SectionCursor();
  private boolean present;
  private long event;
  private int revision;

  /// Reads the sections of one record, whose framing is sound.
  public boolean read(byte[] bytes, int offset, int length) {
    present = false;
    sections.wrap(bytes, offset, length);
    while (!present && sections.next()) {
      if (sections.code() != ContactSection.EVENT_CODE) continue;
      if (sections.dataLength() != ContactSection.Event.BYTES) return false;
      int data = sections.dataOffset();
      present = true;
      event =
          fold(ContactSection.Event.upper(bytes, data), ContactSection.Event.lower(bytes, data));
      revision = ContactSection.Event.revision(bytes, data);
    }
    return true;
  }

  public boolean isPresent() {
    return present;
  }

  public long event() {
    return event;
  }

  public int revision() {
    return revision;
  }

  /* Ids may count up in either half: both halves reach all bits. */
  private static long fold(long upper, long lower) {
    long folded = (upper ^ Long.rotateLeft(lower * SPREAD, 32)) * SPREAD;
    return folded ^ (folded >>> 29);
  }
}
