package godwit.trust.keys;

import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;
import java.util.List;
import java.util.Optional;

/// The keys by which other authorities are sealed to.
public interface AddresseeKeys {
  /// Of nobody.
  AddresseeKeys NONE = new AddresseeKeys() {
    @Override
    public List<ListedSealingKey> listed(RoutingCode authority) {
      return List.of();
    }

    @Override
    public Optional<SealingKey> inUse(RoutingCode authority) {
      return Optional.empty();
    }

    @Override
    public void seek(RoutingCode authority) {}
  };

  /// The keys that an authority lists and that a signing key of its own vouches for.
  List<ListedSealingKey> listed(RoutingCode authority);

  /// The one of these that is sealed to now.
  Optional<SealingKey> inUse(RoutingCode authority);

  /// Has where an authority's keys are listed looked at soon. From any thread.
  void seek(RoutingCode authority);
}
