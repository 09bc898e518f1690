package godwit.domain.home;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.domain.home.TokenCheck.Answer;
import java.util.BitSet;
import java.util.Optional;

/// Says of one upload's tokens for this authority's own users which of them nobody was given.
///
/// Nothing, where this authority reads none. What its system has to ask others about is let in.
public final class TokenJudge {
  private final Optional<HomeSystem> home;
  private final ExposureCursor cursor = new ExposureCursor();
  private Optional<TokenCheck> check = Optional.empty();

  public TokenJudge(Optional<HomeSystem> home) {
    this.home = home;
  }

  /// The records of a block that lies at `offset` whose tokens are not valid, by their index.
  public BitSet wrong(BlockHeader header, byte[] bytes, int offset) {
    BitSet wrong = new BitSet();
    if (header.kind() != BatchLayout.KIND_EXPOSURES || !reads(header.payloadType())) return wrong;
    cursor.wrap(bytes, offset, header);
    for (int record = 0; cursor.next(); record++) {
      boolean valid = isValid(
          header.payloadType(), header.date(), bytes, cursor.dataOffset(), cursor.dataLength());
      if (!valid) wrong.set(record);
    }
    return wrong;
  }

  /// Whether the token of one payload may be somebody's.
  ///
  /// @param offset of the payload's data, behind its exposure header
  public boolean isValid(int payloadType, int date, byte[] bytes, int offset, int length) {
    if (!reads(payloadType)) return true;
    if (check.isEmpty()) check = home.map(HomeSystem::check);
    return check.orElseThrow().of(payloadType, date, bytes, offset, length) != Answer.NOT_VALID;
  }

  private boolean reads(int payloadType) {
    return home.isPresent() && home.get().reads(payloadType);
  }
}
