package godwit.exchange.mixing;

import godwit.codec.batch.BlockHeader;
import godwit.codec.mix.RecordGroup;
import godwit.codec.mix.RecordGroups;
import godwit.codec.payload.StructuralCheck;
import java.util.random.RandomGenerator;

/// Records that match nobody, for sets of few cases.
///
/// Each header of the set gets so many that it has [#LEAST] records or somewhat more, random as
/// identifiers are, each with the score of a record that is there. Where a payload has sections
/// behind its identifier, they are those of a record that is there. What takes records back gets
/// none: a record that was never sent cannot be taken back. Nor do payloads with an inner form that
/// random bytes do not have.
final class Padding {
  /// Records that a header has at least.
  static final int LEAST = 100;

  private static final int MORE = 50;
  private static final int TRIES = 8;
  private static final int IDENTIFIER_BYTES = 16;

  private final RandomGenerator random;

  Padding(RandomGenerator random) {
    this.random = random;
  }

  /// Fills up every header of a set.
  ///
  /// @return how many records were added
  long fill(RecordGroups records) {
    long added = 0;
    for (RecordGroup group : records.all()) added += fill(group);
    return added;
  }

  private int fill(RecordGroup group) {
    BlockHeader key = group.key();
    if (key.isRevocation()) return 0;
    int real = group.count();
    int wanted = LEAST + random.nextInt(MORE) - real;
    byte[] data = new byte[key.dataLength()];
    int added = 0;
    int failed = 0;
    while (added < wanted && failed < TRIES) {
      boolean sound = made(group, random.nextInt(real), data, data.length)
          || made(group, random.nextInt(real), data, Math.min(data.length, IDENTIFIER_BYTES));
      if (sound) {
        group.add(group.score(random.nextInt(real)), data, 0);
        added++;
      } else {
        failed++;
      }
    }
    return added;
  }

  /* Random bytes, and from there on those of a record that is there; whether they can be one. */
  private boolean made(RecordGroup group, int like, byte[] data, int randomBytes) {
    random.nextBytes(data);
    group.data(like, randomBytes, data);
    return StructuralCheck.isSound(group.key().payloadType(), data, 0, data.length);
  }
}
