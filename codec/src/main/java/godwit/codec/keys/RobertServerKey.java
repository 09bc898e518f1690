package godwit.codec.keys;

import godwit.codec.BigEndian;
import godwit.codec.payload.Bytes;

/// The key under which a ROBERT server hides who is behind an ephemeral id, and when it was made
/// for. Immutable.
///
/// - shape: ephemeral id = SKINNY-64-192(key, `u24` epoch, 5 bytes id), 8 bytes, big-endian
/// - units: the key has 24 bytes; epochs of [RobertTime]
/// - errors: [IllegalArgumentException] for other lengths
/// - source: ROBERT 1.1; docs/payloads.md
///
/// The French server has a new key each day. A wrong one opens an id as well, into noise: what
/// counts is that somebody is registered under the id, and that the MAC is right.
public final class RobertServerKey {
  /// Bytes of a key.
  public static final int BYTES = Skinny64.KEY_BYTES;

  private static final int PERSISTENT_BITS = Byte.SIZE * RobertIdentity.ID_BYTES;

  private final Skinny64 cipher;

  public RobertServerKey(Secret key) {
    cipher = new Skinny64(key);
  }

  public RobertIdentity open(Bytes ephemeralId) {
    if (ephemeralId.length() != RobertHello.ID_BYTES) {
      throw new IllegalArgumentException("idBytes=" + ephemeralId.length());
    }
    byte[] bytes = new byte[Long.BYTES];
    long opened = cipher.decrypt(BigEndian.int64(ephemeralId.toArray(), 0));
    BigEndian.put64(bytes, 0, opened);
    Bytes id = Bytes.copyOf(bytes, bytes.length - RobertIdentity.ID_BYTES, RobertIdentity.ID_BYTES);
    return new RobertIdentity((int) (opened >>> PERSISTENT_BITS), id);
  }

  /// The ephemeral id of an identity.
  public Bytes ephemeralId(RobertIdentity identity) {
    long plain = (long) identity.epoch() << PERSISTENT_BITS | identity.id().unsigned();
    byte[] bytes = new byte[Long.BYTES];
    BigEndian.put64(bytes, 0, cipher.encrypt(plain));
    return Bytes.copyOf(bytes);
  }

  @Override
  public String toString() {
    return "ROBERT server key";
  }
}
