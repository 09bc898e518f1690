package godwit.domain;

import godwit.codec.payload.RoutingCode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What is confirmed about one batch.
///
/// @param records records of all its blocks
/// @param accepted records of the kept ones
/// @param rejected what was left out and why, at most [Limits#rejectedEntries()] entries
/// @param rejectedOmitted entries beyond that bound
/// @param digest 32 bytes, see [godwit.codec.batch.Digest]
/// @param duplicate whether the batch was held already
/// @param sharing where the accepted records of a contact batch went
public record Receipt(
    UUID batch,
    State state,
    long records,
    long accepted,
    List<Entry> rejected,
    int rejectedOmitted,
    byte[] digest,
    boolean duplicate,
    Optional<Sharing> sharing) {

  /// A receipt of exposures.
  public Receipt(
      UUID batch,
      State state,
      long records,
      long accepted,
      List<Entry> rejected,
      int rejectedOmitted,
      byte[] digest,
      boolean duplicate) {
    this(
        batch,
        state,
        records,
        accepted,
        rejected,
        rejectedOmitted,
        digest,
        duplicate,
        Optional.empty());
  }

  /// Where the accepted records of a contact batch went: together they are all that was accepted.
  ///
  /// @param shared became exposures, for this authority's own users or for another's
  /// @param notShared scored nothing, stay in this country, or have counted: nobody is told
  /// @param waiting became exposures for authorities that are not known here yet
  public record Sharing(long shared, long notShared, long waiting) {}

  /// Who has a batch.
  public enum State {
    /// Its destination.
    STORED,
    /// A hub on the way to it.
    RELAYED,
    /// Nobody: nothing of it was accepted.
    REFUSED
  }

  /// A block, or a run of contact records with one reason.
  ///
  /// @param inner index of the block inside of a sealed one; -1 for a block of the batch itself
  /// @param record index of the run's first record in its block; -1 for a whole block
  /// @param pointer JSON Pointer to the first record, where the batch came as a document
  /// @param littleEndian whose it is if that reading alone makes sense
  public record Entry(
      int block,
      int inner,
      int record,
      long records,
      RejectReason reason,
      Optional<String> pointer,
      Optional<RoutingCode> littleEndian) {

    /// What [#inner] and [#record] are where there is none.
    public static final int NONE = -1;

    /// An entry of a batch that is not sealed.
    public Entry(
        int block,
        int record,
        long records,
        RejectReason reason,
        Optional<String> pointer,
        Optional<RoutingCode> littleEndian) {
      this(block, NONE, record, records, reason, pointer, littleEndian);
    }

    /// An entry of a batch that came as octets.
    public Entry(int block, int record, long records, RejectReason reason) {
      this(block, record, records, reason, Optional.empty(), Optional.empty());
    }
  }

  /// Whether what was left out is of a sender who writes integers the other way round.
  public boolean isOfLittleEndians() {
    return rejected.stream().anyMatch(entry -> entry.littleEndian().isPresent());
  }

  /// Records that were left out, also those of entries that are not listed.
  public long rejectedRecords() {
    return records - accepted;
  }

  /// Whether there was something to accept, and nothing was.
  public boolean nothingAccepted() {
    return records > 0 && accepted == 0;
  }

  public Receipt asDuplicate() {
    return new Receipt(
        batch, state, records, accepted, rejected, rejectedOmitted, digest, true, sharing);
  }
}
