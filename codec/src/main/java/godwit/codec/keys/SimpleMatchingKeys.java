package godwit.codec.keys;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// A phone's matching keys, from one day back to day 0, each step from the one before it.
///
/// Backwards, since that is the one way in which the seeds can be followed. Not for several
/// threads.
public final class SimpleMatchingKeys implements Iterator<SimpleMatchingKey> {
  private final HashChain chain = new HashChain();
  private byte[] seed;
  private int day;

  SimpleMatchingKeys(SimpleSeed latest) {
    this.seed = latest.seed().toArray();
    this.day = latest.day();
  }

  @Override
  public boolean hasNext() {
    return day >= 0;
  }

  @Override
  public SimpleMatchingKey next() {
    if (!hasNext()) throw new NoSuchElementException("day=" + day);
    byte[] previous = chain.previous(seed);
    SimpleMatchingKey key = new SimpleMatchingKey(day, Secret.copyOf(chain.key(seed, previous)));
    seed = previous;
    day--;
    return key;
  }
}
