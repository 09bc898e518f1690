package godwit.domain.revocation;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;

/// One exposure on its own: what its block says of it, and what it says itself.
///
/// @param header of the block that it is from: count, length and checksum mean nothing
/// @param venue code, start and end, where it is of a venue; else zeros
/// @param data payload data, or extended data of a venue
public record Exposed(
    BlockHeader header, int score, long venue, long start, long end, byte[] data) {
  public boolean isRevocation() {
    return header.isRevocation();
  }

  /// The same as what takes it back.
  public Exposed revoked() {
    return new Exposed(header.revoked(), 0, venue, start, end, data);
  }

  boolean isOfVenue() {
    return header.kind() == BatchLayout.KIND_VENUE;
  }

  boolean add(BlockBuilder block) {
    return isOfVenue()
        ? block.addVenue(venue, start, end, score, data)
        : block.addExposure(score, data, 0, data.length);
  }

  /// What it stands for is never printed.
  @Override
  public String toString() {
    return "Exposed[kind=" + header.kind() + ", riskType=" + header.riskType() + "]";
  }
}
