package godwit.domain.home;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.PayloadFamily;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A national system that gives users what their phones broadcast, and reads it again: this build's
/// own, [KeyedHome], or one that a country has already.
///
/// - shape: a user is an opaque key, the same for all that one registration was given
/// - units: dates are days since 1970-01-01 UTC
/// - errors: none but empty results; what it throws is tried again later
/// - source: docs/protocol.md, "Registration and status"
///
/// All but [#check] may wait for another system: it is called where waiting is no harm. May be
/// called from several threads.
public interface HomeSystem {
  /// The families whose tokens it reads.
  Set<PayloadFamily> families();

  /// A judge of tokens that never waits: one for each upload, not for several threads.
  TokenCheck check();

  /// Who a registration is, if it is for one of these families and it gives tokens at all.
  ///
  /// @param registration the hash of the registration's secret
  Optional<Bytes> user(PayloadFamily family, Bytes registration);

  /// What its phone broadcasts from a time on.
  ///
  /// @param registration the hash of the registration's secret
  Issue issue(PayloadFamily family, Bytes registration, Instant from);

  /// Who these tokens are of, in their order.
  List<Reading> read(List<Token> tokens);

  /// Whether it reads payloads of this type.
  default boolean reads(int payloadType) {
    return families().contains(PayloadFamily.of(payloadType));
  }
}
