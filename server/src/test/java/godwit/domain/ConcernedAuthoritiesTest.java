package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import godwit.codec.payload.RoutingCode;
import godwit.domain.ConcernedAuthorities.Found;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each code has the answer that it had first, whether it is remembered or looked up again.
class ConcernedAuthoritiesTest {
  private static final RoutingCode SELF = RoutingCode.nation(276, 0);
  private static final RoutingCode PEER = RoutingCode.nation(250, 0);

  private final Directory directory = new Directory(
      SELF, Set.of(SELF), List.of(new Directory.Peer(PEER, "France", Set.of(), false)), false);

  @Test
  void allCodesThatAPeerAnswersForAreOneDestination() {
    ConcernedAuthorities concerned = new ConcernedAuthorities(directory, true, 1);
    for (int round = 0; round < 2; round++) {
      for (int state = 0; state < 20; state++) {
        RoutingCode code = RoutingCode.nation(250, state);
        assertEquals(new Found.Told(code, PEER), concerned.of(code));
      }
    }
  }

  @Test
  void thereIsABoundAndThoseBelowItStay() {
    ConcernedAuthorities concerned = new ConcernedAuthorities(directory, true, 12);
    for (int round = 0; round < 2; round++) {
      for (int country = 300; country < 320; country++) {
        RoutingCode code = RoutingCode.nation(country, 0);
        Found expected = country < 312 ? new Found.Told(code, code) : new Found.TooMany(code);
        assertEquals(expected, concerned.of(code));
      }
    }
  }

  @Test
  void whatMayNotCrossTheBorderIsForNobodyElse() {
    ConcernedAuthorities concerned = new ConcernedAuthorities(directory, false, 0);
    for (int round = 0; round < 2; round++) {
      assertInstanceOf(Found.Nobody.class, concerned.of(PEER));
      assertInstanceOf(Found.TooMany.class, concerned.of(SELF));
    }
  }

  @Test
  void aCustomCodeIsNotTheNationWithTheSameBytes() {
    ConcernedAuthorities concerned = new ConcernedAuthorities(directory, true, 5);
    RoutingCode custom = RoutingCode.custom(PEER.code());
    assertEquals(new Found.Told(PEER, PEER), concerned.of(PEER));
    assertEquals(new Found.Told(custom, custom), concerned.of(custom));
  }
}
