package godwit.codec.mix;

import godwit.codec.batch.BlockHeader;
import java.util.Comparator;

/// The order of the blocks of a set: what is revoked first, then by the header's fields as they
/// stand, each as an unsigned number.
///
/// - shape: the fields that the records of a block share
/// - units: see [BlockHeader]
/// - errors: none
/// - source: docs/protocol.md, "Mixing"
public final class HeaderOrder implements Comparator<BlockHeader> {
  /// The one that there is.
  public static final HeaderOrder ORDER = new HeaderOrder();

  private HeaderOrder() {}

  @Override
  public int compare(BlockHeader one, BlockHeader other) {
    int order = Boolean.compare(other.isRevocation(), one.isRevocation());
    if (order == 0) order = Integer.compare(one.kind(), other.kind());
    if (order == 0) order = Integer.compare(one.payloadType(), other.payloadType());
    if (order == 0) order = Integer.compareUnsigned(one.routingCode(), other.routingCode());
    if (order == 0) order = Integer.compare(one.date(), other.date());
    if (order == 0) order = Integer.compare(one.riskType(), other.riskType());
    if (order == 0) order = Integer.compare(one.mechanism(), other.mechanism());
    if (order == 0) order = Integer.compare(one.dataLength(), other.dataLength());
    return order;
  }
}
