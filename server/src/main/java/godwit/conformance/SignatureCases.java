package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.batch.EndBlock;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What becomes of signatures over the origin's own connection.
final class SignatureCases {
  private static final String SECTION = "Signature";

  private SignatureCases() {}

  static List<Case> list() {
    return List.of(
        new Case("listed keys are on P-256 and have their ids", "Signing keys", session -> {
          for (JsonNode key : session.profile().system().path("signing")) {
            Mismatch.unless(isSound(key), "a key with its id and its times", key);
          }
        }),
        new Case("a signed batch is stored", SECTION, session -> {
          Sample sample = session.sample(3).signed(Session.signer(session.requireKey()));
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("an unsigned batch is stored over one's own connection", SECTION, session -> {
          Sample sample = session.sample(3).unsigned();
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("a signature with another bit is refused", SECTION, session -> {
          SigningKey key = session.requireKey();
          for (int index : new int[] {0, 31, 32, 63}) {
            refused(session, key, digest -> Sample.changed(key.sign(digest), index, 1));
          }
        }),
        new Case("the signature of another digest is refused", SECTION, session -> {
          SigningKey key = session.requireKey();
          refused(session, key, digest -> key.sign(Sample.changed(digest, 0, 1)));
        }),
        new Case("a signature of zeros is refused", SECTION, session -> {
          refused(session, session.requireKey(), _ -> new byte[64]);
        }),
        new Case("what was refused for its signature may come again", SECTION, session -> {
          SigningKey key = session.requireKey();
          Sample sample = session.sample(1);
          session
              .post(sample
                  .signed(
                      digest -> Optional.of(new EndBlock.Signature(key.shown().id(), new byte[64])))
                  .octets())
              .isProblem(400, "bad-signature");
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("a key that nobody has listed is not taken", SECTION, session -> {
          Sample sample = session.sample(1);
          SigningKey stranger =
              SigningKey.make(new SecureRandom(), Instant.EPOCH, VerifyingKey.NO_END);
          session
              .post(sample.signed(Session.signer(stranger)).octets())
              .isProblem(403, "signature-required");
          Session.stored(session.post(sample.octets()), sample);
        }));
  }

  private interface Signing {
    byte[] of(byte[] digest);
  }

  private static void refused(Session session, SigningKey key, Signing signing) {
    Sample sample = session
        .sample(1)
        .signed(
            digest -> Optional.of(new EndBlock.Signature(key.shown().id(), signing.of(digest))));
    session.post(sample.octets()).isProblem(400, "bad-signature");
  }

  private static boolean isSound(JsonNode key) {
    try {
      byte[] spki = Base64.getUrlDecoder().decode(key.path("spki").asText());
      return VerifyingKey.of(
              spki,
              Instant.parse(key.path("notBefore").asText()),
              Instant.parse(key.path("notAfter").asText()))
          .name()
          .equals(key.path("id").asText());
    } catch (IllegalArgumentException | DateTimeException unsound) {
      return false;
    }
  }
}
