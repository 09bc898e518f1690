package godwit.http.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.batch.VenueCursor;
import godwit.fixture.TestClient;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A phone that reads the whole list, page after page, and adds up what counts: a record of risk
/// type
/// 5 takes back all before it of its payload and date.
final class ListPhone {
  private static final Pattern NEXT = Pattern.compile("<(/.+\\?after=.+)>; rel=\"next\"");
  private static final int REVOKED = 5;

  private final TestClient client;
  private final Map<String, List<Integer>> scores = new TreeMap<>();
  private String next;
  private int revocations;
  private int read;

  ListPhone(TestClient client) {
    this(client, "/exposure-list");
  }

  /// The same for a stream that a peer fetches.
  ListPhone(TestClient client, String path) {
    this.client = client;
    this.next = path;
  }

  /// Reads what is new.
  ListPhone catchUp() {
    while (true) {
      TestClient.Reply reply = client.get(next);
      Matcher link = NEXT.matcher(reply.header("link"));
      assertTrue(link.matches(), reply.problemAt());
      next = link.group(1);
      if (reply.status() == 204) return this;
      assertEquals(200, reply.status());
      byte[] page = reply.body().getBytes();
      BatchDecoder decoder = new BatchDecoder(new Reader(), Pieces.unbounded());
      decoder.feed(page, 0, page.length);
      decoder.end();
      decoder.release();
    }
  }

  /// What counts of a payload, whose data begins with this byte, on a day: the scores.
  List<Integer> scores(int first, int date) {
    return scores.getOrDefault(key(first, date), List.of());
  }

  /// Revocations that were read.
  int revocations() {
    return revocations;
  }

  /// Records that were read, whatever they are.
  int read() {
    return read;
  }

  private static String key(int first, int date) {
    return HexFormat.of().toHexDigits((byte) first) + "/" + date;
  }

  private final class Reader implements BatchSink {
    @Override
    public void preamble(Preamble preamble) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      if (header.kind() == 2) {
        VenueCursor venues = new VenueCursor().wrap(bytes, offset, header);
        while (venues.next()) {
          take(header, "venue " + venues.venue() + " " + venues.startSeconds(), venues.score());
        }
        return false;
      }
      ExposureCursor exposures = new ExposureCursor().wrap(bytes, offset, header);
      while (exposures.next()) {
        take(header, key(bytes[exposures.dataOffset()], header.date()), exposures.score());
      }
      return false;
    }

    private void take(BlockHeader header, String key, int score) {
      read++;
      if (header.riskType() == REVOKED) {
        revocations++;
        scores.remove(key);
      } else {
        scores.computeIfAbsent(key, _ -> new ArrayList<>()).add(score);
      }
    }

    @Override
    public void segment(Segment segment) {
      throw new AssertionError("no block of a page is kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {}
  }

  /// What counts of a venue's period: the scores.
  List<Integer> venue(long venue, long start) {
    return scores.getOrDefault("venue " + venue + " " + start, List.of());
  }
}
