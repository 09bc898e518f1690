package godwit.store.commit;

import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.domain.Receipt;
import godwit.store.cases.CasePart;
import godwit.store.held.HeldUpload;
import godwit.store.segment.StoredSegment;
import godwit.store.venue.VenueKeys;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An upload that has been read and judged to its end, ready to be committed.
///
/// @param deliverer who brought it: an authority's code, or a permission
/// @param receipt what is answered once it is durable
/// @param attempt under which its segments are or will be written
/// @param day partition of its segments
/// @param writtenAhead whether segments of the attempt are in the database already
/// @param segments those that are still to be written, with the commit
/// @param portions what each destination gets; none for a relayed batch
/// @param relay how the batch goes on, if it is for somebody else
/// @param venues that it has exposures of, where it is for this node's own list
/// @param part what it adds to its case, if it is a contact batch
/// @param placement where its portions go
/// @param released the held upload that it was made of, which is gone with its commit
/// @param revoking whether it takes something back
/// @param sealedHashes SHA-256 of the sealed blocks that it came in, end to end; empty where it
/// came
///     as it is stored
public record Upload(
    BatchKey key,
    Preamble preamble,
    String deliverer,
    Receipt receipt,
    UUID attempt,
    LocalDate day,
    boolean writtenAhead,
    List<StoredSegment> segments,
    List<Portion> portions,
    Optional<Relay> relay,
    VenueKeys venues,
    Optional<CasePart> part,
    Placement placement,
    Optional<HeldUpload> released,
    Revoking revoking,
    Buffer sealedHashes) {

  /// Whether an upload takes back what its origin had sent before.
  public enum Revoking {
    /// It does not.
    NOTHING,
    /// It does: it came from its origin itself.
    APPLIED,
    /// It says so, but not its origin itself does: it is carried, and changes nothing here.
    CARRIED
  }

  /// An upload whose portions are placed at once.
  public Upload(
      BatchKey key,
      Preamble preamble,
      String deliverer,
      Receipt receipt,
      UUID attempt,
      LocalDate day,
      boolean writtenAhead,
      List<StoredSegment> segments,
      List<Portion> portions,
      Optional<Relay> relay,
      VenueKeys venues,
      Optional<CasePart> part) {
    this(
        key,
        preamble,
        deliverer,
        receipt,
        attempt,
        day,
        writtenAhead,
        segments,
        portions,
        relay,
        venues,
        part,
        new Placement.AtOnce(),
        Optional.empty(),
        Revoking.NOTHING,
        Buffer.buffer());
  }

  /// An upload without exposures of venues, and of no case.
  public Upload(
      BatchKey key,
      Preamble preamble,
      String deliverer,
      Receipt receipt,
      UUID attempt,
      LocalDate day,
      boolean writtenAhead,
      List<StoredSegment> segments,
      List<Portion> portions,
      Optional<Relay> relay) {
    this(
        key,
        preamble,
        deliverer,
        receipt,
        attempt,
        day,
        writtenAhead,
        segments,
        portions,
        relay,
        VenueKeys.NONE,
        Optional.empty());
  }

  /// Where the portions of an upload go.
  public sealed interface Placement {
    /// Each gets its destination's next position with the commit.
    record AtOnce() implements Placement {}

    /// They wait in the pools for those of other cases.
    ///
    /// @param ground the case that they stand on
    record Pooled(UUID ground) implements Placement {}

    /// They are sealed, and wait for a case of their subject.
    record Held(UUID subject) implements Placement {}
  }

  /// The same upload, whose portions go elsewhere.
  public Upload placed(Placement elsewhere) {
    return with(elsewhere, released, revoking, sealedHashes);
  }

  /// The same upload, which takes something back.
  public Upload revoking(Revoking how) {
    return with(placement, released, how, sealedHashes);
  }

  /// The same upload, which came in sealed blocks.
  public Upload sealedAs(Buffer hashes) {
    return with(placement, released, revoking, hashes);
  }

  /// The same upload, made of one that was held.
  public Upload releasing(HeldUpload source) {
    return with(placement, Optional.of(source), revoking, sealedHashes);
  }

  private Upload with(
      Placement elsewhere, Optional<HeldUpload> source, Revoking how, Buffer hashes) {
    return new Upload(
        key,
        preamble,
        deliverer,
        receipt,
        attempt,
        day,
        writtenAhead,
        segments,
        portions,
        relay,
        venues,
        part,
        elsewhere,
        source,
        how,
        hashes);
  }

  /// The part of the upload that one destination gets.
  public record Portion(int destination, int segments, long records, long bytes) {}

  /// A batch for another authority, to be passed on as it came.
  ///
  /// @param stream in whose order it stands: the row of the peer that answers for the destination
  /// @param path under which it came, and goes on
  /// @param bytes of its blocks, the end block not counted
  public record Relay(
      int destination, int stream, String path, EndBlock end, long records, long bytes) {}
}
