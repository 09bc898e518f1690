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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The pages of the list that phones compare with.
class ListRoutesTest extends PeerTest {
  private static final String LIST = "/exposure-list";
  private static final Pattern NEXT =
      Pattern.compile("<(/exposure-list\\?after=.+)>; rel=\"next\"");
  private static final int ROBERT = 0x88;
  private static final int ROBERT_BYTES = 15;
  private static final int RECORDS = 30_000;

  private TestClient phone;

  @BeforeAll
  void upload() {
    phone = TestClient.phone(node);
    var empty = phone.get(LIST);
    assertEquals(204, empty.status());
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
        assertEquals(SampleBatch.SIMPLE, header.payloadType());
        assertEquals(SampleBatch.TODAY, header.date());
      }
    }
  }

  @Test
  void aPageNeverChanges() {
    var first = phone.get(LIST);
    assertEquals(200, first.status());
    assertTrue(first.header("cache-control").contains("max-age=1209600"));
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(9).bytes()).status());
    var again = phone.get(LIST);
    assertArrayEquals(first.body().getBytes(), again.body().getBytes());
    assertEquals(first.header("etag"), again.header("etag"));
    assertEquals(first.header("link"), again.header("link"));
    var held = phone.get(LIST, "if-none-match", first.header("etag"));
    assertEquals(304, held.status());
    assertEquals(0, held.body().length());
    node.until(() -> records(walk()) == RECORDS + 7 + 9);
    assertArrayEquals(first.body().getBytes(), phone.get(LIST).body().getBytes());
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
      assertArrayEquals(first, phone.get(next(reply)).body().getBytes());
    }
  }

  @Test
  void pagesAreOctets() {
    assertEquals("406 about:blank", phone.get(LIST, "accept", "text/html").problem());
    assertEquals("405 about:blank", phone.post(LIST, new byte[0]).problem());
  }

  private List<Page> walk() {
    List<Page> pages = new ArrayList<>();
    walkToEnd(pages);
    return pages;
  }

  private String walkToEnd(List<Page> pages) {
    String path = LIST;
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
