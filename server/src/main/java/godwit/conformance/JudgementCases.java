package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/// Blocks that are rejected while the rest of their batch stands.
final class JudgementCases {
  private static final String SECTION = "Judgement";
  private static final int HERALD_SIMPLE = 0x10;
  private static final int CUSTOM = 0x00;
  private static final int VENUE = 4_711;

  private JudgementCases() {}

  /// Makes the block that is rejected.
  interface Block {
    byte[] of(Session session);
  }

  static List<Case> list() {
    return Stream.of(blocks(), venues()).flatMap(List::stream).toList();
  }

  private static List<Case> blocks() {
    return List.of(
        rejected(
            "a date of long ago",
            "date-out-of-window",
            session -> dated(session, -Session.WINDOW_DAYS - 1)),
        rejected("a date of the future", "date-out-of-window", session -> dated(session, 2)),
        new Case("the day after today is in the window", SECTION, session -> {
          session.requireFarFromMidnight();
          Sample sample = session
              .empty()
              .with(session.blocks().on(session.today().plusDays(1)).simple(1));
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("the first day of the window is in it", SECTION, session -> {
          session.requireFarFromMidnight();
          Sample sample = session
              .empty()
              .with(session
                  .blocks()
                  .on(session.today().minusDays(Session.WINDOW_DAYS))
                  .simple(1));
          Session.stored(session.post(sample.octets()), sample);
        }),
        rejected(
            "a payload of somebody else's",
            "not-routable",
            session -> session.blocks().of(session.other()).simple(2)),
        rejected(
            "a payload of the wrong kind of authority",
            "not-routable",
            session -> session
                .blocks()
                .exposures(session.self().custom() ? HERALD_SIMPLE : CUSTOM, 16, 2)),
        rejected("a payload that its family cannot have", "bad-payload", session -> {
          session.requireNation();
          return session.blocks().exposures(HERALD_SIMPLE, 15, 2);
        }),
        rejected(
            "a payload of 513 bytes",
            "bad-payload",
            session -> session.blocks().exposures(session.self().custom() ? CUSTOM : 0x7F, 508, 2)),
        rejected("a visit that ends before it starts", "bad-times", session -> {
          session.requireNation();
          return session.blocks().venue(VENUE, -30);
        }),
        rejected("a visit on another day than its block's", "bad-times", session -> {
          session.requireNation();
          return session.blocks().venue(VENUE, 30, session.today().minusDays(2));
        }));
  }

  private static List<Case> venues() {
    return List.of(
        new Case(
            "an exposure of another venue than the path's is wrong-venue", SECTION, session -> {
              session.requireNation();
              session.requireOffer("venue");
              Blocks blocks = session.blocks();
              Sample sample =
                  session.empty().with(blocks.venue(VENUE, 30), blocks.venue(VENUE + 1, 30));
              judged(session, session.exposure() + "/" + VENUE, sample, 1, 1, "wrong-venue");
            }),
        new Case("an exposure of no venue on a venue's path is wrong-venue", SECTION, session -> {
          session.requireNation();
          session.requireOffer("venue");
          Sample sample = session
              .empty()
              .with(session.blocks().venue(VENUE, 30), session.blocks().simple(2));
          judged(session, session.exposure() + "/" + VENUE, sample, 1, 2, "wrong-venue");
        }));
  }

  private static byte[] dated(Session session, int days) {
    session.requireFarFromMidnight();
    return session.blocks().on(session.today().plusDays(days)).simple(2);
  }

  static Case rejected(String what, String reason, Block block) {
    return new Case(what + " is " + reason, SECTION, session -> {
      byte[] bad = block.of(session);
      Sample sample = session.sample(3).with(bad).with(session.blocks().simple(1));
      long records = sample.without().with(bad).records();
      judged(session, session.exposure(), sample, 4, records, reason);
    });
  }

  private static void judged(
      Session session, String path, Sample sample, long accepted, long records, String reason) {
    JsonNode receipt =
        Session.receipt(session.ask(Request.post(path, sample.octets())).is(201), sample);
    Mismatch.unlessEqual("accepted", accepted, receipt.path("accepted").asLong(-1));
    Mismatch.unlessEqual("entries of rejected", 1, receipt.path("rejected").size());
    JsonNode entry = receipt.path("rejected").path(0);
    Mismatch.unlessEqual("rejected block", 1, entry.path("block").asInt(-1));
    Mismatch.unlessEqual("rejected records", records, entry.path("records").asLong(-1));
    Mismatch.unlessEqual("reason", reason, entry.path("reason").asText());
  }
}
