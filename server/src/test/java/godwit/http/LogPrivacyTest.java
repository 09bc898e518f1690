package godwit.http;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import godwit.codec.batch.BlockBuilder;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What is uploaded, and what lets somebody upload, is never logged, whatever goes wrong.
class LogPrivacyTest extends PeerTest {
  private static final byte[] IDENTIFIER = "0f1e2d3c4b5a6978".getBytes(UTF_8);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final class Capture extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      String cause = event.getThrowableProxy() == null
          ? ""
          : ThrowableProxyUtil.asString(event.getThrowableProxy());
      lines.add(event.getFormattedMessage() + " " + cause);
    }
  }

  @Test
  void logsHoldNoPayloadsCodesOrTokens() {
    Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("godwit");
    Level level = logger.getLevel();
    Capture capture = new Capture();
    capture.start();
    logger.addAppender(capture);
    logger.setLevel(Level.TRACE);
    try {
      exercise();
    } finally {
      logger.setLevel(level);
      logger.detachAppender(capture);
    }
  }

  private void exercise() {
    TestClient phone = TestClient.phone(node);
    byte[] ground =
        "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": true}".getBytes(UTF_8);
    String code = TestClient.staff(node)
        .post("/admin/code", ground, "x-godwit-admin", "1")
        .json()
        .getString("code");
    byte[] asked = new JsonObject().put("code", code).toBuffer().getBytes();
    String token = phone.post("/authorisation", asked).json().getString("token");

    BlockBuilder block = BlockBuilder.contacts();
    Buffer payload = Buffer.buffer().appendByte((byte) 0x10).appendInt(RunningNode.NORWAY.code());
    payload.appendBytes(IDENTIFIER);
    long start = RunningNode.NOON.getEpochSecond() - 3_600;
    assertTrue(block.addContact(start, start + 600, payload.getBytes(), new byte[0]));
    byte[] batch = SampleBatch.contacts().block(block.finish()).bytes();
    String[] bearer = {"authorization", "Bearer " + token};
    assertEquals(201, phone.post("/contact", batch, bearer).status());
    assertEquals(400, phone.post("/authorisation", asked).status());
    byte[] broken = batch.clone();
    broken[broken.length - 1] ^= 1;
    assertEquals(400, phone.post("/contact", broken, bearer).status());
    assertEquals(
        401, phone.post("/contact", batch, "authorization", "Bearer x" + token).status());
    BlockBuilder exposures = BlockBuilder.exposures(
        0x10, RunningNode.NORWAY.code(), SampleBatch.TODAY, 1, 2, IDENTIFIER.length);
    assertTrue(exposures.addExposure(1, IDENTIFIER, 0, IDENTIFIER.length));
    byte[] sent = new SampleBatch().block(exposures.finish()).bytes();
    assertEquals(201, france.post(NORWAY, sent).status());
    breakTheStore(
        () -> assertEquals("500 internal", france.post(NORWAY, another(sent)).problem()));

    node.until(() -> lines.stream().anyMatch(line -> line.contains("a request failed")));
    for (String line : lines) {
      for (String secret : List.of(
          code,
          token,
          new String(IDENTIFIER, ISO_8859_1),
          HexFormat.of().formatHex(IDENTIFIER),
          Base64.getEncoder().withoutPadding().encodeToString(IDENTIFIER))) {
        assertFalse(line.contains(secret), line);
      }
    }
  }

  /* The row of the upload is refused by the database, whose message names values by itself. */
  private void breakTheStore(Runnable meanwhile) {
    await(node.pool()
        .query("alter table segment add constraint nothing check (records < 0) not valid")
        .execute());
    try {
      meanwhile.run();
    } finally {
      await(node.pool().query("alter table segment drop constraint nothing").execute());
    }
  }

  private static byte[] another(byte[] batch) {
    BlockBuilder exposures = BlockBuilder.exposures(
        0x10, RunningNode.NORWAY.code(), SampleBatch.TODAY, 1, 2, IDENTIFIER.length);
    for (int record = 0; record < batch.length / 40; record++) {
      assertTrue(exposures.addExposure(1, IDENTIFIER, 0, IDENTIFIER.length));
    }
    return new SampleBatch().block(exposures.finish()).bytes();
  }
}
