package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.ExposureHeader;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.store.retention.Retention;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Phones that upload all the time: what they bring is held, sealed, until there is a case.
class HeldUploadsTest extends PhoneTest {
  private static final String ENROLMENT = "{\"held\": true}";
  private static final byte[] MARK = "IN-THE-CLEAR".getBytes(UTF_8);
  private static final long START = SampleBatch.TODAY * 86_400L + 3_600;
  private static final String KILL = """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and state in ('active', 'idle in transaction')""";

  private int number;

  @Test
  void whatIsHeldIsSeenByNobodyAndReleasedOnceByACase() {
    String token = enrolled();
    Map<String, Long> before = portions();
    long clear = inTheClear();
    byte[] first = contacts(20);
    var receipt = upload(token, first);
    assertEquals(201, receipt.status(), receipt.problemAt());
    assertEquals(20, receipt.json().getInteger("accepted"));
    assertEquals(0, receipt.json().getInteger("shared"));
    assertEquals(200, upload(token, first).status(), "a retry is known");
    assertEquals(201, upload(token, contacts(30)).status());
    assertEquals(before, portions());
    assertEquals(2, number("select count(*) from held"));
    assertEquals(clear, inTheClear(), "a payload can be read in the database");

    String later = bound(token, CASE);
    node.until(() -> gained(before, portions(), RunningNode.NORWAY) == 50);
    assertEquals(0, number("select count(*) from held"));
    assertEquals(201, upload(token, contacts(7)).status());
    assertEquals(201, upload(later, contacts(5)).status());
    assertEquals(62, gained(before, portions(), RunningNode.NORWAY));

    bound(token, CASE);
    assertEquals(201, upload(token, contacts(2)).status());
    assertEquals(64, gained(before, portions(), RunningNode.NORWAY), "released again");
  }

  @Test
  void oneSubjectsCaseReleasesNobodyElse() {
    String ill = enrolled();
    String well = enrolled();
    assertEquals(201, upload(well, contacts(3)).status());
    assertEquals(201, upload(ill, contacts(4)).status());
    Map<String, Long> before = portions();
    bound(ill, CASE);
    node.until(() -> gained(before, portions(), RunningNode.NORWAY) == 4);
    assertTrue(number("select count(*) from held where records = 3") >= 1);
    await(node.pool().query("delete from held").execute());
  }

  @Test
  void everyHeldUploadIsReleasedOnceWhateverIsCut() {
    String token = enrolled();
    for (int upload = 0; upload < 30; upload++) {
      assertEquals(201, upload(token, contacts(10)).status());
    }
    Map<String, Long> before = portions();
    bound(token, CASE);
    for (int cut = 0; number("select count(*) from held") > 0; cut++) {
      if (cut < 20) await(node.pool().query(KILL).execute());
    }
    node.until(() -> number("select count(*) from held") == 0);
    assertEquals(300, gained(before, portions(), RunningNode.NORWAY));
    assertEquals(
        0,
        number("select count(*) from segment s where not exists"
            + " (select from portion p where p.attempt_id = s.attempt_id)"
            + " and not exists (select from attempt a where a.attempt_id = s.attempt_id)"));
  }

  @Test
  void anEnrolmentLastsWhileItIsUsed() {
    String code = code(ENROLMENT);
    var reply = authorise(code);
    assertEquals(
        RunningNode.NOON.plus(Duration.ofDays(14)).toString(), reply.json().getString("expires"));
    String token = authorise(code).json().getString("token");
    assertEquals(401, upload(reply.json().getString("token"), contacts(1)).status());
    assertEquals(201, upload(token, contacts(1)).status());
    assertEquals("400 bad-code", authorise(code).problem(), "it was used");
    try {
      node.setTime(RunningNode.NOON.plus(Duration.ofDays(13)));
      assertNotEquals(401, upload(token, contacts(1)).status());
      node.setTime(RunningNode.NOON.plus(Duration.ofDays(26)));
      assertNotEquals(401, upload(token, contacts(1)).status());
      node.setTime(RunningNode.NOON.plus(Duration.ofDays(41)));
      assertEquals("401 bad-token", upload(token, contacts(1)).problem());
    } finally {
      node.setTime(RunningNode.NOON);
    }
  }

  @Test
  void aTokenThatIsNoEnrolmentsCostsNoCode() {
    String code = code(CASE);
    for (String wrong : List.of("x", token(CASE))) {
      assertEquals("401 bad-token", authorise(code, wrong).problem());
    }
    assertEquals(201, authorise(code).status());
  }

  @Test
  void whatIsNoContactIsRefusedAtOnce() {
    String token = enrolled();
    assertEquals("400 bad-magic", upload(token, SampleBatch.simple(3).bytes()).problem());
    BlockBuilder block = BlockBuilder.contacts();
    block.addContact(START, START + 60, new byte[3], new byte[0]);
    var reply = upload(token, SampleBatch.contacts().block(block.finish()).bytes());
    assertEquals(422, reply.status());
    assertEquals(0, number("select count(*) from held where records = 0"));
  }

  @Test
  void whatIsOldIsForgotten() {
    String token = enrolled();
    assertEquals(201, upload(token, contacts(6)).status());
    LocalDate next = LocalDate.ofEpochDay(SampleBatch.TODAY + 1);
    await(new Retention(node.pool()).forgetHeld(next));
    assertEquals(0, number("select count(*) from held"));
  }

  private String enrolled() {
    return authorise(code(ENROLMENT)).json().getString("token");
  }

  private String bound(String enrolment, String ground) {
    var reply = authorise(code(ground), enrolment);
    assertEquals(201, reply.status(), reply.problemAt());
    return reply.json().getString("token");
  }

  private TestClient.Reply authorise(String code, String enrolment) {
    Buffer body = new JsonObject().put("code", code).toBuffer();
    return phone.post(
        "/authorisation",
        body.getBytes(),
        "content-type",
        "application/json",
        "authorization",
        "Bearer " + enrolment);
  }

  private long number(String query) {
    return await(node.pool().query(query).execute()).iterator().next().getLong(0);
  }

  /* How many values of columns of bytes have the mark of a payload. */
  private long inTheClear() {
    List<String> bytes = new ArrayList<>();
    String query = """
        select bytes from segment_bytes union all select blocks from pooled
        union all select events from case_upload""";
    for (Row row : await(node.pool().query(query).execute())) {
      bytes.add(new String(row.getBuffer(0).getBytes(), ISO_8859_1));
    }
    String mark = new String(MARK, ISO_8859_1);
    return bytes.stream().filter(each -> each.contains(mark)).count();
  }

  /* Ten minutes each with users of this authority, never the same. */
  private byte[] contacts(int records) {
    BlockBuilder block = BlockBuilder.contacts();
    for (int record = 0; record < records; record++) {
      byte[] payload = new byte[ExposureHeader.BYTES + 16];
      ExposureHeader.put(payload, 0, SampleBatch.SIMPLE, RunningNode.NORWAY.code());
      System.arraycopy(MARK, 0, payload, ExposureHeader.BYTES, MARK.length);
      Buffer end = Buffer.buffer().appendInt(number++);
      System.arraycopy(end.getBytes(), 0, payload, payload.length - 4, 4);
      block.addContact(START, START + 600, payload, new byte[0]);
    }
    return SampleBatch.contacts().block(block.finish()).bytes();
  }
}
