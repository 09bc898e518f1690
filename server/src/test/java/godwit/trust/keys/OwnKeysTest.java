package godwit.trust.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which key is in use while one follows another.
class OwnKeysTest {
  private static final Instant DAWN = Instant.parse("2026-11-01T00:00:00Z");

  private final SigningKey old = key(DAWN, 100);
  private final SigningKey next = key(DAWN, 200);
  private Instant now = DAWN.plus(Duration.ofDays(10));

  @Test
  void theFirstKeyOfAllIsInUseAtOnce() {
    assertEquals(Optional.of(old), keys(List.of(old), Map.of(old, now)).inUse());
    assertEquals(
        Optional.of(old), keys(List.of(old, next), Map.of(old, now, next, now)).inUse());
  }

  @Test
  void aNewKeyIsInUseAnHourAfterItWasListed() {
    Instant listed = now;
    OwnKeys both = keys(List.of(next, old), Map.of(old, DAWN, next, listed));
    assertEquals(Optional.of(old), both.inUse());
    now = listed.plus(Duration.ofMinutes(59));
    assertEquals(Optional.of(old), both.inUse());
    now = listed.plus(Duration.ofMinutes(60));
    assertEquals(Optional.of(next), both.inUse());
  }

  @Test
  void whatHasEndedIsNotInUse() {
    OwnKeys both = keys(List.of(next, old), Map.of(old, DAWN, next, now));
    now = DAWN.plus(Duration.ofDays(101));
    assertEquals(Optional.of(next), both.inUse());
    now = DAWN.plus(Duration.ofDays(201));
    assertEquals(Optional.empty(), both.inUse());
    assertTrue(both.sign(new byte[32]).isEmpty());
    assertEquals(2, both.shown().size(), "what was signed before is still to be verified");
  }

  @Test
  void theSignatureNamesTheKeyInUse() {
    byte[] digest = new byte[32];
    var signature = keys(List.of(old), Map.of()).sign(digest).orElseThrow();
    assertTrue(old.shown().isNamed(signature.keyId()));
    assertTrue(old.shown().verifies(digest, signature.value()));
  }

  private OwnKeys keys(List<SigningKey> all, Map<SigningKey, Instant> listed) {
    Map<String, Instant> named = new java.util.HashMap<>();
    listed.forEach((key, since) -> named.put(key.shown().name(), since));
    return new OwnKeys(all, named, () -> now);
  }

  private static SigningKey key(Instant from, int days) {
    return SigningKey.make(new SecureRandom(), from, from.plus(Duration.ofDays(days)));
  }
}
