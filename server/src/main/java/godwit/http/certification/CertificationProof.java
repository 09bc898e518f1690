package godwit.http.certification;

import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.http.Refusal;
import godwit.trust.keys.SignerKeys;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// The proof that a certification is its requester's, where it did not come over the requester's
/// own connection; and made for those that this authority asks for.
public final class CertificationProof {
  private static final String POINTER = "/signature";
  private static final int ID_DIGITS = 64;

  private CertificationProof() {}

  /// Signs a certification, if this authority has a key.
  public static Certification signed(
      Certification asked, RoutingCode self, RoutingCode home, Optional<SigningKey> key) {
    return key.map(own -> asked.signed(
            new Certification.Signature(own.shown().name(), own.sign(asked.digest(self, home)))))
        .orElse(asked);
  }

  /// Looks at the signature of a certification, whoever brings it. Fails with a [Refusal].
  public static Future<Certification> verified(
      Certification asked,
      RoutingCode requester,
      RoutingCode home,
      SignerKeys signers,
      Instant now) {
    if (asked.signature().isEmpty()) return Future.succeededFuture(asked);
    Certification.Signature signature = asked.signature().get();
    Optional<byte[]> id = id(signature.key());
    if (id.isEmpty()) return Future.failedFuture(unknown());
    return signers
        .known(requester, id.get())
        .map(key -> Future.succeededFuture(Optional.of(key)))
        .orElseGet(() -> signers.sought(requester, id.get()))
        .map(found -> {
          VerifyingKey key =
              found.filter(one -> one.covers(now)).orElseThrow(CertificationProof::unknown);
          if (!key.verifies(asked.digest(requester, home), signature.value())) {
            throw Refusal.at(
                ProblemType.BAD_SIGNATURE, POINTER + "/value", "the signature does not verify");
          }
          return asked;
        });
  }

  private static Refusal unknown() {
    return Refusal.at(
        ProblemType.SIGNATURE_REQUIRED,
        POINTER + "/key",
        "no signing key of the requester with this id counts here");
  }

  private static Optional<byte[]> id(String text) {
    boolean digits = text.length() == ID_DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
    return digits ? Optional.of(HexFormat.of().parseHex(text)) : Optional.empty();
  }
}
