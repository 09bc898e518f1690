package godwit.trust.keys;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// The keys by which what other authorities sign is verified.
public interface SignerKeys {
  /// Of nobody.
  SignerKeys NONE = new SignerKeys() {
    @Override
    public List<VerifyingKey> of(RoutingCode signer) {
      return List.of();
    }

    @Override
    public Optional<VerifyingKey> known(RoutingCode signer, byte[] id) {
      return Optional.empty();
    }

    @Override
    public Future<Optional<VerifyingKey>> sought(RoutingCode signer, byte[] id) {
      return Future.succeededFuture(Optional.empty());
    }
  };

  /// All keys of an authority that are known.
  List<VerifyingKey> of(RoutingCode signer);

  /// The key of an authority with this id, if it is known.
  ///
  /// @param id 32 bytes
  Optional<VerifyingKey> known(RoutingCode signer, byte[] id);

  /// The same after one look at where the authority lists its keys. Completes on the caller's
  /// context, and never fails.
  Future<Optional<VerifyingKey>> sought(RoutingCode signer, byte[] id);
}
