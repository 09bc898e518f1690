package godwit.conformance;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.EndBlock;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Bodies that break the format: each is refused whole, with its reason.
final class FramingCases {
  /* One block of one payload of 16 bytes. */
  private static final int BLOCK = BatchLayout.PREAMBLE_BYTES;
  private static final int BODY = BLOCK + BatchLayout.HEADER_BYTES;
  private static final int COUNT = BLOCK + 15; // last byte of the number of records
  private static final int END = BODY + 18;
  private static final int END_LENGTH = END + 19; // last byte of the end block's length
  private static final int RESERVED_GZIP_FLAG = 0x80;
  private static final int GZIP_FLAGS = 3;
  private static final int GZIP_TRAILER_BYTES = 8;
  private static final int EXPANDED_BYTES = 17 << 20;

  private FramingCases() {}

  static List<Case> list() {
    return Stream.of(preambles(), blocks(), ends(), codings())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> preambles() {
    return List.of(
        broken("another magic", "bad-magic", "Preamble", flipped(3, 0x03)),
        broken("a list instead of exposures", "bad-magic", "Preamble", replaced("HIL1")),
        broken("contact events instead of exposures", "bad-magic", "Preamble", replaced("HIC1")),
        broken("a flag that has no meaning", "bad-preamble", "Preamble", flipped(4, 0x80)),
        broken("bytes that have to be 0", "bad-preamble", "Preamble", flipped(7, 0x01)),
        broken(
            "hops from the origin itself",
            "bad-preamble",
            "HTTP between authorities",
            flipped(5, 0x01)));
  }

  private static List<Case> blocks() {
    return List.of(
        broken(
            "a kind of block that there is not", "bad-block", "Block header", flipped(BLOCK, 0x20)),
        broken(
            "records that do not fill their block", "bad-block", "Exposures", flipped(COUNT, 0x02)),
        broken("a checksum of other bytes", "bad-crc", "Block header", flipped(BODY + 5, 0x01)),
        broken("a checksum of another end", "bad-crc", "End block", flipped(END + 30, 0x01)),
        broken(
            "an end block of no known length",
            "bad-length",
            "End block",
            flipped(END_LENGTH, 0x01)),
        new Case("a wrong sum of records is bad-total", "End block", session -> {
          Sample sample = session.sample(1);
          EndBlock end = sample.end();
          refused(
              session, sample, sample.endingWith(Sample.wrongEnd(2, end.digest())), "bad-total");
        }),
        new Case("a wrong digest is bad-digest", "Digest", session -> {
          Sample sample = session.sample(1);
          refused(
              session,
              sample,
              sample.endingWith(Sample.wrongEnd(1, Sample.noDigest())),
              "bad-digest");
        }),
        broken("a digest of another preamble", "bad-digest", "Digest", flipped(39, 0x01)));
  }

  private static List<Case> ends() {
    return List.of(
        broken("no body", "truncated", "End block", octets -> new byte[0]),
        broken("half a preamble", "truncated", "End block", octets -> Arrays.copyOf(octets, 20)),
        broken("half a block", "truncated", "End block", octets -> Arrays.copyOf(octets, BODY + 9)),
        broken("no end block", "truncated", "End block", octets -> Arrays.copyOf(octets, END)),
        broken(
            "a byte too few",
            "truncated",
            "End block",
            octets -> Arrays.copyOf(octets, octets.length - 1)),
        broken(
            "a byte too many",
            "trailing-bytes",
            "End block",
            octets -> Arrays.copyOf(octets, octets.length + 1)));
  }

  private static List<Case> codings() {
    return List.of(
        coded("what is no gzip", "bad-gzip", bytes -> bytes, false),
        coded(
            "gzip with a reserved flag",
            "bad-gzip",
            bytes -> Sample.changed(bytes, GZIP_FLAGS, RESERVED_GZIP_FLAG),
            true),
        coded(
            "gzip with a wrong checksum",
            "bad-gzip",
            bytes -> Sample.changed(bytes, bytes.length - GZIP_TRAILER_BYTES, 0x01),
            true),
        coded(
            "gzip with a wrong size",
            "bad-gzip",
            bytes -> Sample.changed(bytes, bytes.length - 1, 0x01),
            true),
        coded(
            "bytes after the last member of gzip",
            "bad-gzip",
            bytes -> Arrays.copyOf(bytes, bytes.length + 3),
            true),
        coded(
            "gzip that ends early",
            "truncated",
            bytes -> Arrays.copyOf(bytes, bytes.length / 2),
            true),
        coded(
            "gzip without its trailer",
            "truncated",
            bytes -> Arrays.copyOf(bytes, bytes.length - GZIP_TRAILER_BYTES),
            true),
        new Case(
            "a body that expands without end is expansion-ratio",
            "HTTP between authorities",
            FramingCases::expands));
  }

  private static Case broken(
      String what, String reason, String section, UnaryOperator<byte[]> change) {
    return new Case(what + " is " + reason, section, session -> {
      Sample sample = session.sample(1);
      refused(session, sample, change.apply(sample.octets()), reason);
    });
  }

  private static Case coded(
      String what, String reason, UnaryOperator<byte[]> change, boolean compressed) {
    return new Case(what + " is " + reason, "HTTP between authorities", session -> {
      Sample sample = session.sample(1);
      byte[] body = change.apply(compressed ? sample.gzip() : sample.octets());
      session.ask(UploadCases.gzip(session, body, "gzip")).isProblem(400, reason);
      forgotten(session, sample);
    });
  }

  static void refused(Session session, Sample sample, byte[] body, String reason) {
    session.post(body).isProblem(400, reason);
    forgotten(session, sample);
  }

  /* Nothing of it is kept: the id is free. */
  private static void forgotten(Session session, Sample sample) {
    session.get("/batch/" + sample.id()).isProblem(404, "unknown-batch");
  }

  private static UnaryOperator<byte[]> flipped(int index, int bits) {
    return octets -> Sample.changed(octets, index, bits);
  }

  private static UnaryOperator<byte[]> replaced(String magic) {
    return octets -> {
      byte[] other = octets.clone();
      for (int index = 0; index < magic.length(); index++)
        other[index] = (byte) magic.charAt(index);
      return other;
    };
  }

  /* Zeros compress about a thousand times. Few records, of a day that is not kept. */
  private static void expands(Session session) {
    int ratio = session.profile().expansionRatio();
    if (ratio > 500) throw new Case.NotApplicable("its limit is " + ratio);
    byte[] zeros = session.oldBlocks().zeros();
    byte[][] blocks = new byte[EXPANDED_BYTES / zeros.length][];
    Arrays.fill(blocks, zeros);
    Sample sample = session.empty().with(blocks);
    session.ask(UploadCases.gzip(session, sample.gzip(), "gzip")).isProblem(413, "expansion-ratio");
    forgotten(session, sample);
  }
}
