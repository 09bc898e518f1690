package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory.Resolution;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Where routing codes lead.
class DirectoryTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode WALES = RoutingCode.nation(826, 4);
  private static final RoutingCode OPERATOR = RoutingCode.custom(0x033a0000);
  private static final Directory.Peer BRITAIN =
      new Directory.Peer(RoutingCode.nation(826, 0), "Britain", Set.of(), false);
  private static final Directory.Peer TEXAS =
      new Directory.Peer(RoutingCode.nation(840, 48), "Texas", Set.of(), false);
  private static final Directory.Peer HUB =
      new Directory.Peer(RoutingCode.custom(0xc0ffee01), "Hub", Set.of(WALES), true);

  private final Directory directory =
      new Directory(NORWAY, Set.of(OPERATOR), List.of(HUB, TEXAS, BRITAIN), false);

  @Test
  void aStateThatNobodyHasLeadsToItsCountry() {
    assertEquals(new Resolution.Own(NORWAY), directory.resolve(NORWAY));
    assertEquals(new Resolution.Own(NORWAY), directory.resolve(RoutingCode.nation(578, 46)));
    assertEquals(new Resolution.Other(BRITAIN), directory.resolve(BRITAIN.code()));
    assertEquals(new Resolution.Other(BRITAIN), directory.resolve(WALES));
  }

  @Test
  void aStateDoesNotStandInForItsCountry() {
    assertEquals(new Resolution.Other(TEXAS), directory.resolve(TEXAS.code()));
    assertEquals(new Resolution.Unknown(), directory.resolve(RoutingCode.nation(840, 0)));
    assertEquals(new Resolution.Unknown(), directory.resolve(RoutingCode.nation(840, 47)));
  }

  @Test
  void customCodesHaveNoFallbackAndAreNoNations() {
    assertEquals(new Resolution.Own(OPERATOR), directory.resolve(OPERATOR));
    assertEquals(new Resolution.Unknown(), directory.resolve(RoutingCode.custom(0x033a0001)));
    assertEquals(new Resolution.Unknown(), directory.resolve(new RoutingCode(true, NORWAY.code())));
    assertEquals(new Resolution.Unknown(), directory.resolve(RoutingCode.nation(0x033b, 0)));
  }

  @Test
  void aPeerSpeaksForItselfAndForWhomItRelays() {
    assertTrue(HUB.maySpeakFor(HUB.code()));
    assertTrue(HUB.maySpeakFor(WALES));
    assertFalse(HUB.maySpeakFor(BRITAIN.code()));
    assertFalse(BRITAIN.maySpeakFor(WALES));
  }

  @Test
  void listsWhomItKnowsInOrder() {
    assertEquals(List.of(BRITAIN, TEXAS, HUB), directory.peers());
    assertEquals(Set.of(NORWAY, OPERATOR), directory.serves());
  }
}
