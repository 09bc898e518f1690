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
import godwit.codec.filter.MembershipFilter;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.store.outgoing.Cursor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A phone asks the filter of a day that is over, and one bucket, instead of reading all pages.
class FilterRoutesTest extends PeerTest {
  private static final String GAEN = "/exposure-list/578/0/128";
  private static final int RECORDS = 20_000;
  private static final int BUCKET_BYTES = 16 * 1024;

  private TestClient phone;
  private MembershipFilter filter;
  private TestClient.Reply answer;

  @BeforeAll
  void makeAFilter() {
    phone = TestClient.phone(node);
    for (int part = 0; part < 2; part++) {
      SampleBatch batch = new SampleBatch()
          .block(SampleBatch.exposures(
              RECORDS / 2 - part, 0x80, RunningNode.NORWAY, SampleBatch.TODAY - part, 16));
      assertEquals(201, france.post(NORWAY, batch.bytes()).status());
      int sent = part == 0 ? RECORDS / 2 : RECORDS - 1;
      node.until(() -> records(pages()).size() >= Math.min(sent, RECORDS / 2));
    }
    node.until(() -> total(pages()) == RECORDS - 1);
    assertEquals(204, phone.get(GAEN + "/filter").status()); // its day is not over
    node.setTime(RunningNode.NOON.plus(Duration.ofDays(1)));
    node.until(() -> phone.get(GAEN + "/filter").status() == 200);
    answer = phone.get(GAEN + "/filter");
    filter = MembershipFilter.read(answer.body().getBytes());
  }

  @Test
  void everyIdentifierOfThePagesIsInTheFilterAndItsRecordInItsBucket() {
    Map<String, Integer> listed = records(pages());
    assertEquals(listed.size(), filter.count());
    byte[][] identifiers =
        listed.keySet().stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
    assertEquals(identifiers.length, filter.hits(identifiers).cardinality());
    List<Map<String, Integer>> buckets = new ArrayList<>();
    Map<String, Integer> all = new TreeMap<>();
    for (int bucket = 0; bucket < filter.buckets(); bucket++) {
      var reply = phone.get(GAEN + "/filter/" + filter.id() + "/" + bucket);
      assertEquals(200, reply.status());
      assertTrue(reply.body().length() <= BUCKET_BYTES, "bytes=" + reply.body().length());
      buckets.add(records(List.of(reply.body().getBytes())));
      all.putAll(buckets.getLast());
    }
    assertTrue(buckets.size() > 10, "buckets=" + buckets.size());
    assertEquals(listed, all);
    for (byte[] each : identifiers) {
      assertTrue(buckets.get(filter.bucket(each)).containsKey(HexFormat.of().formatHex(each)));
    }
  }

  @Test
  void itCostsLittleAndHardlyEverErrs() {
    int bytes = answer.body().length();
    assertTrue(bytes <= 2.7 * filter.count(), "bytes=" + bytes);
    Random random = new Random(3);
    byte[][] others = new byte[200_000][16];
    for (byte[] each : others) random.nextBytes(each);
    int found = filter.hits(others).cardinality();
    assertTrue(found <= 8, "found=" + found); // 0.25 are expected
  }

  @Test
  void pagesGoOnBehindIt() {
    ByteBuffer cursor = ByteBuffer.wrap(filter.cursor());
    String text = new Cursor(cursor.getLong(), cursor.getLong()).text();
    assertEquals(204, phone.get(GAEN + "?after=" + text).status());
    String next = answer.header("link").replaceFirst("^<(.*)>.*", "$1");
    assertTrue(next.startsWith(GAEN + "/filter?after="), next);
    assertEquals(204, phone.get(next).status());
    assertTrue(answer.header("cache-control").contains("immutable")
        || answer.header("cache-control").contains("max-age=60"));
  }

  @Test
  void aFilterIsOctetsAlone() {
    assertEquals(406, phone.get(GAEN + "/filter", "accept", "application/json").status());
    String bucket = GAEN + "/filter/" + filter.id();
    for (String none : new String[] {"/" + filter.buckets(), "/-1", "/00", "/x", "/99999999999"}) {
      assertEquals(404, phone.get(bucket + none).status(), none);
    }
  }

  private List<byte[]> pages() {
    List<byte[]> pages = new ArrayList<>();
    String path = GAEN;
    for (var reply = phone.get(path); reply.status() == 200; reply = phone.get(path)) {
      pages.add(reply.body().getBytes());
      path = reply.header("link").replaceFirst("^<(.*)>.*", "$1");
    }
    return pages;
  }

  private static int total(List<byte[]> pages) {
    return pages.stream().mapToInt(page -> new Read(page).count).sum();
  }

  /* Scores by identifier. */
  private static Map<String, Integer> records(List<byte[]> pages) {
    Map<String, Integer> records = new TreeMap<>();
    for (byte[] page : pages) records.putAll(new Read(page).scores);
    return records;
  }

  /// A batch as a phone reads it.
  private static final class Read implements BatchSink {
    private final Map<String, Integer> scores = new TreeMap<>();
    private final ExposureCursor cursor = new ExposureCursor();
    private int count;

    Read(byte[] bytes) {
      BatchDecoder decoder = new BatchDecoder(this, Pieces.unbounded());
      assertEquals(bytes.length, decoder.feed(bytes, 0, bytes.length));
      decoder.end();
    }

    @Override
    public void preamble(Preamble preamble) {
      assertEquals(RunningNode.NORWAY, preamble.origin());
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      cursor.wrap(bytes, offset, header);
      while (cursor.next()) {
        int at = cursor.dataOffset();
        scores.put(HexFormat.of().formatHex(bytes, at, at + 16), cursor.score());
        count++;
      }
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new AssertionError("nothing was kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {}
  }
}
