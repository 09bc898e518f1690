package godwit.codec.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.OptionalInt;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// A temporary exposure key: what a phone of Exposure Notification publishes of one day, which
/// gives that day's rolling ids and opens their metadata.
///
/// - shape: id key = HKDF-SHA256(key, no salt, `EN-RPIK`, 16); metadata key the same with
///   `EN-AEMK`; id(i) = AES-128(id key, `EN-RPI`, 6 bytes 0, `u32` i little-endian); encrypted
///   metadata = AES-128-CTR(metadata key, counter from id, metadata)
/// - units: [GaenInterval]s; keys and ids have 16 bytes
/// - errors: [IllegalArgumentException] for intervals or lengths outside
/// - source: Exposure Notification, Cryptography Specification 1.2
///
/// @param startInterval the first interval
/// @param intervals how many it is for: 144 for a whole day
public record GaenKey(Secret key, int startInterval, int intervals) {
  /// Bytes of a key.
  public static final int BYTES = 16;

  /// Intervals of a day.
  public static final int MAX_INTERVALS = 144;

  public GaenKey {
    key.ofLength(BYTES);
    if (intervals < 1 || intervals > MAX_INTERVALS) {
      throw new IllegalArgumentException("intervals=" + intervals + " max=" + MAX_INTERVALS);
    }
    if (startInterval < 0 || startInterval > Integer.MAX_VALUE - intervals) {
      throw new IllegalArgumentException("startInterval=" + startInterval);
    }
  }

  /// The key's rolling ids; index 0 is the first interval. Who has many keys makes them with one
  /// [GaenIds].
  public EphemeralIds rollingIds() {
    return new GaenIds().of(this);
  }

  /// When this key's owner sent a payload, and with what metadata; empty if somebody else did.
  public Optional<GaenMatch> match(Payload.Gaen payload) {
    OptionalInt index = rollingIds().indexOf(payload.rollingId());
    if (index.isEmpty()) return Optional.empty();
    Optional<GaenMetadata> metadata = payload.metadata().length() == GaenMetadata.BYTES
        ? Optional.of(openMetadata(payload.rollingId(), payload.metadata()))
        : Optional.empty();
    return Optional.of(new GaenMatch(startInterval + index.getAsInt(), metadata));
  }

  /// Opens the metadata that came with an id. Another key's metadata opens as well, into noise.
  public GaenMetadata openMetadata(Bytes rollingId, Bytes encrypted) {
    if (encrypted.length() != GaenMetadata.BYTES) {
      throw new IllegalArgumentException("encryptedBytes=" + encrypted.length());
    }
    return new GaenMetadata(crypt(rollingId, encrypted));
  }

  public Bytes encryptMetadata(Bytes rollingId, GaenMetadata metadata) {
    return crypt(rollingId, metadata.bytes());
  }

  Secret idKey(KDF hkdf) {
    return derived(hkdf, "EN-RPIK");
  }

  Secret metadataKey(KDF hkdf) {
    return derived(hkdf, "EN-AEMK");
  }

  private Bytes crypt(Bytes rollingId, Bytes metadata) {
    if (rollingId.length() != EphemeralIds.ID_BYTES) {
      throw new IllegalArgumentException("idBytes=" + rollingId.length());
    }
    Cipher cipher = Primitives.counterMode(metadataKey(Primitives.hkdf()), rollingId.toArray());
    return Bytes.copyOf(Primitives.finish(cipher, metadata.toArray()));
  }

  private Secret derived(KDF hkdf, String purpose) {
    var parameters = HKDFParameterSpec.ofExtract()
        .addIKM(key.key("Generic"))
        .thenExpand(purpose.getBytes(UTF_8), BYTES);
    try {
      return Secret.copyOf(hkdf.deriveData(parameters));
    } catch (GeneralSecurityException wrong) {
      throw Primitives.broken(wrong);
    }
  }
}
