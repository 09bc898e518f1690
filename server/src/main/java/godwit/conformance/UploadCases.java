package godwit.conformance;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The ways in which a sound batch can be sent.
final class UploadCases {
  private static final String SECTION = "HTTP between authorities";
  private static final int SMALL_PIECE = 7;
  private static final int LARGE_PIECE = 1_000;
  private static final int UNASSIGNED_TYPE = 0x7F;
  private static final int VENUE = 4_711;

  private UploadCases() {}

  static List<Case> list() {
    return Stream.of(forms(), codings(), others()).flatMap(List::stream).toList();
  }

  private static List<Case> forms() {
    return List.of(
        new Case("octets with a length are stored", "Batch", session -> {
          Sample sample = session.sample(3);
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case(
            "a receipt is a JSON document",
            "Receipt",
            session -> session.post(session.sample(1).octets()).is(201).isOf(Answer.HAL)),
        new Case("a body in chunks is stored", SECTION, session -> {
          Sample sample = session.sample(3);
          Session.stored(session.ask(octets(session, sample).inPieces(SMALL_PIECE)), sample);
        }),
        new Case("a batch over HTTP/2 is stored", SECTION, session -> {
          Sample sample = session.sample(200);
          Answer answer = session.ask(octets(session, sample).overHttp2());
          if (!answer.http2()) throw new Case.NotApplicable("it speaks HTTP/1.1 alone");
          Session.stored(answer, sample);
        }),
        new Case("a chunked body over HTTP/2 is stored", SECTION, session -> {
          Sample sample = session.sample(200);
          Session.stored(
              session.ask(octets(session, sample).inPieces(LARGE_PIECE).overHttp2()), sample);
        }),
        new Case("a batch of several blocks is stored", "Batch", session -> {
          Blocks blocks = session.blocks();
          Sample sample = session
              .sample(1_000)
              .with(blocks.simple(1), blocks.on(session.today()).simple(2_000));
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("a batch without records is valid", "Receipt", session -> {
          Sample sample = session.empty();
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("records with lengths of their own are stored", "Exposures", session -> {
          int type = session.self().custom() ? 0x01 : UNASSIGNED_TYPE;
          Sample sample = session.empty().with(session.blocks().variable(type, 30, 2));
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("a payload type that nobody knows is carried", "Judgement", session -> {
          session.requireNation();
          Sample sample = session.empty().with(session.blocks().exposures(UNASSIGNED_TYPE, 40, 2));
          Session.stored(session.post(sample.octets()), sample);
        }));
  }

  private static List<Case> codings() {
    return List.of(
        gzip("gzip", "a gzip body is stored"),
        gzip("x-gzip", "gzip has two names"),
        gzip("GZIP", "names of encodings have no case"),
        new Case("a gzip body in chunks is stored", SECTION, session -> {
          Sample sample = session.sample(500);
          Session.stored(
              session.ask(gzip(session, sample.gzip(), "gzip").inPieces(LARGE_PIECE)), sample);
        }),
        new Case("gzip may have several members", SECTION, session -> {
          Sample sample = session.sample(500);
          Session.stored(session.ask(gzip(session, members(sample.octets()), "gzip")), sample);
        }),
        new Case("identity is no encoding", SECTION, session -> {
          Sample sample = session.sample(1);
          Session.stored(
              session.ask(octets(session, sample).header("Content-Encoding", "identity")), sample);
        }),
        new Case("parameters of the media type are ignored", SECTION, session -> {
          Sample sample = session.sample(1);
          Session.stored(
              session.ask(octets(session, sample).header("Content-Type", Answer.OCTETS + ";v=1")),
              sample);
        }));
  }

  private static List<Case> others() {
    return List.of(
        new Case("what is posted is not refused for its Accept", "Routes", session -> {
          Sample sample = session.sample(1);
          Session.stored(
              session.ask(octets(session, sample).header("Accept", "text/html")), sample);
        }),
        new Case("a body that waits is asked for", SECTION, session -> {
          Sample sample = session.sample(5);
          Answer answer = session.ask(octets(session, sample).expecting());
          Mismatch.unless(answer.continued(), "100 before the body is sent", answer);
          Session.stored(answer, sample);
        }),
        new Case("a body that is refused is not asked for", SECTION, session -> {
          Answer answer = session.ask(octets(session, session.sample(5))
              .header("Content-Type", "text/plain")
              .expecting());
          Mismatch.unless(!answer.continued(), "no 100", "100");
          answer.isProblem(415, "media-type");
        }),
        new Case("exposures of a venue are taken on the plain path", "Venue exposures", session -> {
          session.requireNation();
          Sample sample = session.empty().with(session.blocks().venue(VENUE, 30));
          Session.stored(session.post(sample.octets()), sample);
        }),
        new Case("exposures of a venue are taken on its path", "Routes", session -> {
          session.requireNation();
          session.requireOffer("venue");
          Sample sample = session.empty().with(session.blocks().venue(VENUE, 30));
          Session.stored(
              session.ask(Request.post(session.exposure() + "/" + VENUE, sample.octets())), sample);
        }));
  }

  private static Case gzip(String coding, String name) {
    return new Case(name, SECTION, session -> {
      Sample sample = session.sample(100);
      Session.stored(session.ask(gzip(session, sample.gzip(), coding)), sample);
    });
  }

  static Request octets(Session session, Sample sample) {
    return Request.post(session.exposure(), sample.octets());
  }

  static Request gzip(Session session, byte[] body, String coding) {
    return Request.post(session.exposure(), body).header("Content-Encoding", coding);
  }

  /* Cut where no boundary of the batch is, and with an empty one between. */
  private static byte[] members(byte[] octets) {
    int middle = octets.length / 3;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Sample.gzip(Arrays.copyOf(octets, middle)));
    out.writeBytes(Sample.gzip(new byte[0]));
    out.writeBytes(Sample.gzip(Arrays.copyOfRange(octets, middle, octets.length)));
    return out.toByteArray();
  }
}
