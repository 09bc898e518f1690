package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.batch.BatchLayout;
import godwit.codec.payload.RoutingCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// What lies just inside of a bound is taken, what lies just outside is refused.
///
/// Large blocks are of a day before the window: they are read as any others, and nothing of them is
/// kept.
final class BoundCases {
  private static final String HEADER = "Block header";
  private static final String END = "End block";
  private static final int UNASSIGNED_TYPE = 0x7F;
  private static final int CUSTOM_TYPE = 0x01;
  private static final int VENUE = 4_711;
  private static final int MAX_ENTRIES = 1_000;

  private BoundCases() {}

  /// Makes a block that no receiver takes, or that every one does.
  private interface Made {
    byte[] of(Session session);
  }

  static List<Case> list() {
    return Stream.of(sizes(), preambles(), records(), sealed(), ends(), states())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> sizes() {
    return List.of(
        framed("a block of 65,536 records", session -> old(session, 1, 65_536)),
        framed("a block's body of 262,144 bytes", session -> old(session, 254, 1_024)),
        broken("a block of 65,537 records", HEADER, session -> old(session, 1, 65_537)),
        broken("a block's body of 262,145 bytes", HEADER, session -> old(session, 52_427, 5)),
        broken("a block of no records", HEADER, session -> old(session, 16, 0)),
        new Case("a batch of 65,536 blocks is read", HEADER, session -> {
          Sample sample = blocks(session, BatchLayout.MAX_BLOCKS);
          JsonNode receipt = Session.receipt(
              session.post(sample.octets()).isProblem(422, "nothing-accepted"), sample);
          int listed = receipt.path("rejected").size();
          Mismatch.unless(listed <= MAX_ENTRIES, "at most 1,000 entries", listed);
          Mismatch.unlessEqual(
              "entries, listed or not",
              BatchLayout.MAX_BLOCKS,
              listed + receipt.path("rejectedOmitted").asInt());
        }),
        new Case("a batch of 65,537 blocks is bad-block", HEADER, session -> {
          Sample sample = blocks(session, BatchLayout.MAX_BLOCKS + 1);
          FramingCases.refused(session, sample, sample.octets(), "bad-block");
        }),
        new Case("a payload of 512 bytes is stored", "Names and codes", session -> {
          Sample sample = session.empty().with(session.blocks().exposures(type(session), 507, 1));
          Session.stored(session.post(sample.octets()), sample);
        }));
  }

  private static List<Case> preambles() {
    List<Case> cases = new ArrayList<>();
    for (int bit = 2; bit < 7; bit++) {
      cases.add(preamble("flag " + (1 << bit), 4, 1 << bit));
    }
    cases.add(preamble("a byte that has to be 0", 6, 1));
    cases.add(preamble("four hops from the origin itself", 5, 4));
    cases.add(preamble("255 hops from the origin itself", 5, 255));
    cases.add(new Case(
        "an origin of the other kind is somebody else", "Names and codes", session -> {
          Sample sample = session.sample(1);
          int kind = session.caller().custom() ? 0 : 1;
          int flags = kind | (session.self().custom() ? 2 : 0);
          byte[] octets = sample.octets();
          octets[4] = (byte) flags;
          int status = session.post(octets).status();
          Mismatch.unless(status == 403 || status == 400, "403 or 400", status);
        }));
    return cases;
  }

  private static List<Case> records() {
    return List.of(
        broken("a record without data", "Exposures", session -> variable(session, 2, 0, 0, 0, 0)),
        broken(
            "a record that overruns its block",
            "Exposures",
            session -> variable(session, 1, 0, 0, 0, 9, 1)),
        broken(
            "fewer records than are counted",
            "Exposures",
            session -> variable(session, 2, 0, 0, 0, 1, 1)),
        broken(
            "more records than are counted",
            "Exposures",
            session -> variable(session, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1)),
        broken(
            "a venue exposure with a length of data",
            "Venue exposures",
            session -> venue(session, BatchLayout.DATA_LENGTH + 1, 18)),
        broken(
            "a venue exposure of a type below",
            "Venue exposures",
            session -> venue(session, BatchLayout.PAYLOAD_TYPE, 0x2F)),
        broken(
            "a venue exposure of a type above",
            "Venue exposures",
            session -> venue(session, BatchLayout.PAYLOAD_TYPE, 0x38)),
        broken(
            "more venue exposures than are there",
            "Venue exposures",
            session -> venue(session, BatchLayout.COUNT + 3, 2)),
        broken(
            "contact events among exposures",
            HEADER,
            session ->
                Sample.resealed(sealedBlock(), BatchLayout.KIND, BatchLayout.KIND_CONTACTS)));
  }

  private static List<Case> sealed() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("a sealed block needs a signature", "Readings that were taken", session -> {
      Sample sample = session.empty().unsigned().with(sealedBlock());
      session.post(sample.octets()).isProblem(403, "signature-required");
    }));
    unused()
        .forEach((field) -> cases.add(broken(
            "a sealed block with a " + field.name(),
            HEADER,
            _ -> Sample.resealed(sealedBlock(), field.index(), 1))));
    return cases;
  }

  private static List<Case> ends() {
    List<Case> cases = new ArrayList<>();
    List<Field> fields = new ArrayList<>(unused());
    fields.add(new Field("routing code", BatchLayout.ROUTING_CODE));
    fields.add(new Field("number of records", BatchLayout.COUNT + 3));
    for (Field field : fields) {
      cases.add(end(
          "an end block with a " + field.name(),
          "bad-block",
          end -> Sample.resealed(end, field.index(), 1)));
    }
    int algorithm = BatchLayout.HEADER_BYTES + 40;
    cases.add(end(
        "an algorithm that there is not", "bad-block", end -> Sample.resealed(end, algorithm, 2)));
    cases.add(end(
        "a signature that is not there", "bad-length", end -> Sample.resealed(end, algorithm, 1)));
    cases.add(end(
        "an end block of 42 bytes",
        "bad-length",
        end ->
            Sample.resealed(Arrays.copyOf(end, end.length + 1), BatchLayout.BODY_LENGTH + 3, 42)));
    cases.add(end(
        "a signature of no algorithm",
        "bad-length",
        end -> Sample.resealed(
            Arrays.copyOf(end, end.length + 96), BatchLayout.BODY_LENGTH + 3, 137)));
    cases.add(new Case("a problem says where a checksum is wrong", "Errors", session -> {
      Sample sample = session.sample(1).with(session.blocks().simple(1));
      int second = BatchLayout.PREAMBLE_BYTES + sample.blocks().getFirst().length;
      byte[] octets = Sample.changed(sample.octets(), second + BatchLayout.HEADER_BYTES + 3, 1);
      offset(session.post(octets).isProblem(400, "bad-crc"), second);
    }));
    cases.add(new Case("a problem says where a body ends early", "Errors", session -> {
      byte[] octets = session.sample(1).octets();
      offset(session.post(Arrays.copyOf(octets, 77)).isProblem(400, "truncated"), 77);
    }));
    return cases;
  }

  private static List<Case> states() {
    return List.of(
        new Case("a state's exposures are its country's", "Judgement", session -> {
          requireCountry(session);
          Sample sample =
              session.empty().with(session.blocks().of(state(session)).simple(2));
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("a batch for a state that is not known is taken", "Names and codes", session -> {
          requireCountry(session);
          RoutingCode state = state(session);
          Sample sample =
              session.empty().to(state).with(session.blocks().of(state).simple(2));
          Session.stored(
              session.ask(Request.post("/exposure/" + state.path(), sample.octets())), sample);
        }),
        new Case(
            "the preamble names the path's state, not its country",
            "HTTP between authorities",
            session -> {
              requireCountry(session);
              session
                  .ask(Request.post(
                      "/exposure/" + state(session).path(), session.sample(1).octets()))
                  .isProblem(400, "destination-mismatch");
            }),
        JudgementCases.rejected("a code that nobody can have", "not-routable", session -> {
          session.requireNation();
          return session.blocks().of(RoutingCode.nation(1_000, 0)).simple(2);
        }),
        JudgementCases.rejected(
            "the first day that there is", "date-out-of-window", session -> dated(session, 0)),
        JudgementCases.rejected(
            "the last day that there is", "date-out-of-window", session -> dated(session, 0xFFFF)));
  }

  private record Field(String name, int index) {}

  private static List<Field> unused() {
    return List.of(
        new Field("payload type", BatchLayout.PAYLOAD_TYPE),
        new Field("date", BatchLayout.DATE + 1),
        new Field("risk type", BatchLayout.RISK_TYPE),
        new Field("mechanism", BatchLayout.MECHANISM),
        new Field("data length", BatchLayout.DATA_LENGTH + 1));
  }

  private static Case framed(String what, Made made) {
    return new Case(what + " is read", HEADER, session -> {
      Sample sample = session.empty().with(made.of(session));
      Session.receipt(session.post(sample.octets()).isProblem(422, "nothing-accepted"), sample);
    });
  }

  private static Case broken(String what, String section, Made made) {
    return new Case(what + " is bad-block", section, session -> {
      Sample sample = session.empty().with(made.of(session));
      FramingCases.refused(session, sample, sample.octets(), "bad-block");
    });
  }

  private static Case preamble(String what, int index, int value) {
    return new Case(what + " is bad-preamble", "Preamble", session -> {
      Sample sample = session.sample(1);
      FramingCases.refused(
          session, sample, Sample.changed(sample.octets(), index, value), "bad-preamble");
    });
  }

  private static Case end(String what, String reason, Function<byte[], byte[]> change) {
    return new Case(what + " is " + reason, END, session -> {
      Sample sample = session.sample(1);
      byte[] octets = sample.endingWith(change.apply(sample.unsigned().end().bytes()));
      FramingCases.refused(session, sample, octets, reason);
    });
  }

  private static void offset(Answer answer, int expected) {
    Mismatch.unlessEqual("offset", expected, answer.json().path("offset").asInt(-1));
  }

  private static byte[] old(Session session, int length, int count) {
    return Sample.exposures(
        type(session),
        session.self(),
        oldDay(session),
        length,
        count,
        new byte[count * (2 + length)]);
  }

  private static Sample blocks(Session session, int count) {
    byte[][] blocks = new byte[count][];
    Arrays.fill(blocks, old(session, 1, 1));
    return session.empty().with(blocks);
  }

  private static byte[] variable(Session session, int count, int... body) {
    byte[] bytes = new byte[body.length];
    for (int index = 0; index < body.length; index++) bytes[index] = (byte) body[index];
    return Sample.exposures(type(session), session.self(), oldDay(session), 0, count, bytes);
  }

  private static byte[] venue(Session session, int index, int value) {
    session.requireNation();
    return Sample.resealed(session.blocks().venue(VENUE, 30), index, value);
  }

  /* Of one record, with a body that nobody can open. */
  private static byte[] sealedBlock() {
    byte[] block = new byte[BatchLayout.HEADER_BYTES + 64];
    block[BatchLayout.COUNT + 3] = 1;
    block[BatchLayout.BODY_LENGTH + 3] = 64;
    return Sample.resealed(block, BatchLayout.KIND, BatchLayout.KIND_SEALED);
  }

  private static byte[] dated(Session session, int day) {
    return Sample.exposures(type(session), session.self(), day, 16, 1, new byte[18]);
  }

  private static int oldDay(Session session) {
    return (int) session.today().toEpochDay() - Session.WINDOW_DAYS - 9;
  }

  private static int type(Session session) {
    return session.self().custom() ? CUSTOM_TYPE : UNASSIGNED_TYPE;
  }

  private static void requireCountry(Session session) {
    if (!session.self().isNational()) throw new Case.NotApplicable("this server has no state 0");
  }

  private static RoutingCode state(Session session) {
    return RoutingCode.nation(session.self().country(), 0xFFFE);
  }
}
