package godwit.codec.json;

import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;
import java.util.UUID;

/// The members of the document itself: those that become the preamble, and the order of all.
///
/// - shape: `batch`, `origin`, `destination`, `created` in any order, then `exposures`, then
///   `venueExposures`; of contact events `batch` and `created`, then `contacts`
/// - units: those of the octets
/// - errors: the member at fault
/// - source: docs/protocol.md, "JSON"
final class DocumentHeader {
  private final Magic magic;
  private final int needed;
  private int seen;
  private boolean begun;
  private UUID batch = new UUID(0, 0);
  private long createdMillis;
  private Optional<RoutingCode> origin = Optional.empty();
  private Optional<RoutingCode> destination = Optional.empty();

  private DocumentHeader(Magic magic, int needed) {
    this.magic = magic;
    this.needed = needed;
  }

  static DocumentHeader ofExposures() {
    return new DocumentHeader(Magic.EXPOSURES, Member.HEADER);
  }

  /// @param authority of the app that uploads, which the document does not name
  static DocumentHeader ofContacts(RoutingCode authority) {
    DocumentHeader header = new DocumentHeader(Magic.CONTACTS, Member.CONTACT_HEADER);
    header.code(Member.ORIGIN, authority);
    header.code(Member.DESTINATION, authority);
    return header;
  }

  /// Notes a member that was not there before; gives the one at fault, or [Member#NONE].
  Member see(Member member) {
    int before = seen;
    seen |= member.bit();
    if ((needed & member.bit()) != 0) return Member.NONE;
    if (!begun) return missing();
    boolean late = member == Member.EXPOSURES && (before & Member.VENUE_EXPOSURES.bit()) != 0;
    return late ? member : Member.NONE;
  }

  void batch(UUID id) {
    batch = id;
  }

  void created(long millis) {
    createdMillis = millis;
  }

  void code(Member member, RoutingCode code) {
    if (member == Member.ORIGIN) origin = Optional.of(code);
    else destination = Optional.of(code);
  }

  /// The preamble, once: after the value of its last member.
  Optional<Preamble> preamble() {
    if (begun || (seen & needed) != needed) return Optional.empty();
    begun = true;
    return Optional.of(new Preamble(
        magic, 0, batch, origin.orElseThrow(), destination.orElseThrow(), createdMillis));
  }

  /// Whether the preamble was given.
  boolean isComplete() {
    return begun;
  }

  /// A member that the preamble still needs.
  Member missing() {
    return Member.firstMissing(needed, seen);
  }
}
