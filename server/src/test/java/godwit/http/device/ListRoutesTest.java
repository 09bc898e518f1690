package godwit.http.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.store.outgoing.Cursor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages of the list that phones compare with.
class ListRoutesTest extends PeerTest {
  private static final String LIST = "/exposure-list";
  private static final Pattern NEXT =
      Pattern.compile("<(/exposure-list[/0-9]*\\?after=.+)>; rel=\"next\"");
  private static final int ROBERT = 0x88;
  private static final int ROBERT_BYTES = 15;
  private static final int RECORDS = 30_000;
  private static final String[] JSON = {"accept", "application/json"};

  private TestClient phone;
  private String oldest = "";

  @BeforeAll
  void upload() {
    phone = TestClient.phone(node);
    var empty = phone.get(LIST);
    assertEquals(204, empty.status());
    oldest = next(empty);
    SampleBatch batch = SampleBatch.large(RECORDS, 3)
        .block(
            SampleBatch.exposures(500, ROBERT, RunningNode.NORWAY, SampleBatch.TODAY, ROBERT_BYTES))
        .block(SampleBatch.exposures(7));
    assertEquals(201, france.post(NORWAY, batch.bytes()).status());
    node.until(() -> records(walk()) >= RECORDS + 7);
  }

  @Test
  void pagesDecodeAndLeaveOutWhatOnlyAServerCanResolve() {
    List<Page> pages = walk();
    assertTrue(records(pages) >= RECORDS + 7);
    for (Page page : pages) {
      for (BlockHeader header : page.headers) {
        assertTrue(header.payloadType() != ROBERT);
        assertEquals(SampleBatch.TODAY, header.date());
      }
    }
  }

  @Test
  void aPageNeverChanges() {
    var first = phone.get(oldest);
    assertEquals(200, first.status());
    assertTrue(first.header("cache-control").contains("max-age=1209600"));
    long before = records(walk());
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(9).bytes()).status());
    var again = phone.get(oldest);
    assertArrayEquals(first.body().getBytes(), again.body().getBytes());
    assertEquals(first.header("etag"), again.header("etag"));
    assertEquals(first.header("link"), again.header("link"));
    var held = phone.get(LIST, "if-none-match", first.header("etag"));
    assertEquals(304, held.status());
    assertEquals(0, held.body().length());
    node.until(() -> records(walk()) == before + 9);
    assertArrayEquals(first.body().getBytes(), phone.get(LIST).body().getBytes());
  }

  @Test
  void whatIsOldestIsNotSoForLong() {
    var oldestNow = phone.get(LIST);
    assertEquals("public, max-age=60", oldestNow.header("cache-control"));
    assertArrayEquals(phone.get(oldest).body().getBytes(), oldestNow.body().getBytes());
  }

  @Test
  void noCacheKeepsAPageForLongerThanItsExposuresAreKept() {
    phone.get(oldest); // so that it is in memory, with the day on which it was made
    try {
      node.setTime(RunningNode.NOON.plus(Duration.ofDays(20)));
      assertEquals("public, max-age=43200, immutable", phone.get(oldest).header("cache-control"));
      node.setTime(RunningNode.NOON.plus(Duration.ofDays(21)));
      assertEquals("public, max-age=60", phone.get(oldest).header("cache-control"));
    } finally {
      node.setTime(RunningNode.NOON);
    }
  }

  @Test
  void pollsAndPagesAskNoDatabase() {
    List<Page> pages = walk();
    String last = walkToEnd(new ArrayList<>());
    node.withoutDatabase(() -> {
      assertEquals(pages.size(), walk().size());
      assertEquals(204, phone.get(last).status());
      String ahead = LIST + "?after=" + new Cursor(node.context().epoch(), 1_000_000).text();
      assertEquals("503 overloaded", phone.get(ahead).problem());
      return true;
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "\"x\", W/%s", "%s,\"y\"", " * ", "*"})
  void aPageThatIsHeldIsNotSentAgain(String header) {
    var whole = phone.get(oldest);
    String held = header.formatted(whole.header("etag"));
    var reply = phone.get(oldest, "if-none-match", held);
    assertEquals(304, reply.status(), held);
    assertEquals(0, reply.body().length());
    for (String name : new String[] {"etag", "link", "cache-control", "vary"}) {
      assertEquals(whole.header(name), reply.header(name), name);
    }
    assertEquals(200, phone.get(oldest, "if-none-match", "\"other\"").status());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=10-19, 10, 20",
    "bytes=40-, 40, -1",
    "bytes=-65, -65, -1",
    "bytes=100-99999999, 100, -1",
    "bytes=-99999999, 0, -1"
  })
  void aPartIsServed(String range, int from, int to) {
    byte[] whole = phone.get(oldest).body().getBytes();
    int first = from < 0 ? whole.length + from : from;
    int end = to < 0 ? whole.length : to;
    var reply = phone.get(oldest, "range", range);
    assertEquals(206, reply.status());
    assertEquals(
        "bytes " + first + "-" + (end - 1) + "/" + whole.length, reply.header("content-range"));
    assertArrayEquals(Arrays.copyOfRange(whole, first, end), reply.body().getBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=5-4", "bytes=", "bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "x"})
  void aRangeThatIsNoneIsNotThere(String range) {
    assertEquals(200, phone.get(oldest, "range", range).status());
  }

  @Test
  void aRangeBehindTheEndIsRefused() {
    int length = phone.get(oldest).body().length();
    for (String range : new String[] {"bytes=" + length + "-", "bytes=-0"}) {
      var reply = phone.get(oldest, "range", range);
      assertEquals("416 about:blank", reply.problem());
      assertEquals("bytes */" + length, reply.header("content-range"));
    }
  }

  @Test
  void aPartOfAnotherPageIsNotGoneOnWith() {
    String etag = phone.get(oldest).header("etag");
    String[] tags = {"\"x\"", "W/" + etag, "Sat, 21 Nov 2026 12:00:00 GMT"};
    for (String tag : tags) {
      assertEquals(200, phone.get(oldest, "range", "bytes=1-2", "if-range", tag).status());
    }
    var reply = phone.get(oldest, "range", "bytes=1-2", "if-range", etag);
    assertEquals(206, reply.status());
    assertEquals(2, reply.body().length());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePageAsADocumentHasTheSameRecords(boolean gzip) throws IOException {
    byte[] octets = phone.get(oldest).body().getBytes();
    var reply =
        phone.get(oldest, "accept", "application/json", "accept-encoding", gzip ? "gzip" : "");
    assertEquals(200, reply.status());
    assertEquals("application/json", reply.header("content-type"));
    assertEquals(gzip ? "gzip" : "", reply.header("content-encoding"));
    byte[] body = reply.body().getBytes();
    if (gzip) body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    JsonObject document = new JsonObject(Buffer.buffer(body));
    Preamble preamble = Preamble.read(octets, 0);
    assertEquals(preamble.batch().toString(), document.getString("batch"));
    assertEquals(Page.of(octets).total, document.getJsonArray("exposures").size());
    String etag = reply.header("etag");
    assertEquals(304, phone.get(oldest, JSON[0], JSON[1], "if-none-match", etag).status());
    assertEquals(200, phone.get(oldest, "if-none-match", etag).status());
  }

  @Test
  void aPhoneFindsItsPartitionsAndReadsThemAlone() {
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.exposures(11, 0x80, RunningNode.NORWAY, SampleBatch.TODAY, 16))
        .block(SampleBatch.exposures(5, 0x81, RoutingCode.nation(578, 77), SampleBatch.TODAY, 16));
    assertEquals(201, france.post(NORWAY, batch.bytes()).status());
    String gaen = LIST + "/578/0/128";
    node.until(() -> records(walk(gaen)) >= 16);
    for (Page page : walk(gaen)) {
      for (BlockHeader header : page.headers) assertEquals(0x80, header.payloadType() & 0xF8);
    }
    node.until(() -> walk().stream().mapToLong(page -> page.total).sum()
        == records(walk(gaen)) + records(walk(LIST + "/578/0/16")));
    JsonObject config = phone.get("/config").json();
    assertEquals(578, config.getJsonObject("authority").getInteger("country"));
    assertTrue(
        config.getJsonArray("partitions").encode().contains("\"href\":\"" + gaen + "\""),
        config::encode);
  }

  @Test
  void aPartitionWithoutAnythingHasACursorToWaitAt() {
    String pact = LIST + "/578/0/160";
    var empty = phone.get(pact);
    assertEquals(204, empty.status());
    assertEquals(204, phone.get(next(empty)).status());
    assertEquals(next(empty), next(phone.get(next(empty))));
    assertEquals("410 cursor-expired", phone.get(pact + "?after=x").problem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/250/0/16",
        "/578/77/16",
        "/578/0/17",
        "/578/0/256",
        "/578/0/016",
        "/578/0/x",
        "/578/0/-1",
        "/0/0/16",
        "/custom/033a0002/0",
        "/custom/033a0001/3"
      })
  void whatIsNoPartitionIsNotThere(String path) {
    assertEquals("404 unknown-authority", phone.get(LIST + path).problem());
  }

  @Test
  void manyPagesComeAtOnce() {
    for (int page = 0; page < 3; page++) {
      long before = records(walk());
      assertEquals(201, france.post(NORWAY, SampleBatch.simple(5).bytes()).status());
      node.until(() -> records(walk()) == before + 5);
    }
    List<byte[]> pages = new ArrayList<>();
    String path = oldest;
    for (var reply = phone.get(path); reply.status() == 200; reply = phone.get(path)) {
      pages.add(reply.body().getBytes());
      path = next(reply);
    }
    for (int most : new int[] {2, 3, 500}) {
      var reply = phone.get(oldest + "&pages=" + most);
      int count = Math.min(most, pages.size());
      Buffer expected = Buffer.buffer();
      pages.subList(0, count).forEach(expected::appendBytes);
      assertArrayEquals(expected.getBytes(), reply.body().getBytes(), "pages=" + most);
      boolean whole = count == most;
      assertEquals(whole, reply.header("cache-control").contains("immutable"));
      assertEquals(count == pages.size() ? 204 : 200, phone.get(next(reply)).status());
    }
    for (String none : new String[] {"0", "-1", "x", "", "99999"}) {
      assertArrayEquals(
          pages.getFirst(), phone.get(oldest + "&pages=" + none).body().getBytes());
    }
    assertEquals(204, phone.get(path + "&pages=9").status());
  }

  @Test
  void theNewestCursorSaysThatNothingIsNew() {
    String last = walkToEnd(new ArrayList<>());
    var reply = phone.get(last);
    assertEquals(204, reply.status());
    assertEquals(last, next(reply));
    Matcher age = Pattern.compile("max-age=(\\d+)").matcher(reply.header("cache-control"));
    assertTrue(age.find() && Integer.parseInt(age.group(1)) <= 300);
  }

  @Test
  void aCursorThatWasNotGivenOutLeadsBackToTheFirstPage() {
    long epoch = node.context().epoch();
    byte[] first = phone.get(LIST).body().getBytes();
    for (String cursor : new String[] {
      "",
      "x",
      "AAAAAAAAAAAAAAAAAAAAAA",
      new Cursor(epoch + 1, 1).text(),
      new Cursor(epoch, 1_000_000).text(),
      new Cursor(epoch, Long.MAX_VALUE).text()
    }) {
      var reply = phone.get(LIST + "?after=" + cursor);
      assertEquals("410 cursor-expired", reply.problem(), cursor);
      assertEquals("no-store", reply.header("cache-control"));
      assertArrayEquals(first, phone.get(next(reply)).body().getBytes());
    }
  }

  @Test
  void pagesAreOctetsOrJson() {
    assertEquals("406 about:blank", phone.get(LIST, "accept", "text/html").problem());
    assertEquals("405 about:blank", phone.post(LIST, new byte[0]).problem());
  }

  private List<Page> walk() {
    return walk(LIST);
  }

  private List<Page> walk(String list) {
    List<Page> pages = new ArrayList<>();
    walkToEnd(list, pages);
    return pages;
  }

  private String walkToEnd(List<Page> pages) {
    return walkToEnd(LIST, pages);
  }

  private String walkToEnd(String list, List<Page> pages) {
    String path = list;
    while (true) {
      var reply = phone.get(path);
      path = next(reply);
      if (reply.status() == 204) return path;
      assertEquals(200, reply.status());
      pages.add(Page.of(reply.body().getBytes()));
    }
  }

  private static long records(List<Page> pages) {
    return pages.stream().mapToLong(page -> page.total).sum();
  }

  private static String next(TestClient.Reply reply) {
    Matcher link = NEXT.matcher(reply.header("link"));
    assertTrue(link.matches(), reply.header("link"));
    return link.group(1);
  }

  /// A page as a phone decodes it.
  private static final class Page implements BatchSink {
    private final List<BlockHeader> headers = new ArrayList<>();
    private long total;

    static Page of(byte[] bytes) {
      Page page = new Page();
      BatchDecoder decoder = new BatchDecoder(page, Pieces.unbounded());
      assertEquals(bytes.length, decoder.feed(bytes, 0, bytes.length));
      decoder.end();
      return page;
    }

    @Override
    public void preamble(Preamble preamble) {
      RoutingCode self = RunningNode.NORWAY;
      assertEquals(Magic.LIST, preamble.magic());
      assertEquals(self, preamble.origin());
      assertEquals(self, preamble.destination());
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      headers.add(header);
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new AssertionError("nothing was kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {
      total = end.total();
    }
  }
}
