package godwit.http.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.keys.RobertCountry;
import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// ROBERT's identifiers, heard in Norway under Norway's header, by the country in them.
class RobertRoutingTest extends PhoneTest {
  private static final long NOON = RunningNode.NOON.getEpochSecond();
  private static final int ROBERT = 0x88;
  private static final int FRENCH = 33;
  private static final int NORWEGIAN = 47;
  private static final int GERMAN = 49;
  private static final int NOBODYS = 200;
  private static final byte[] KEY = new byte[RobertCountry.KEY_BYTES];

  private final Random random = new Random(3);

  @Override
  public ServerConfig configured(ServerConfig usual) {
    Path key = usual.data().resolve("federation.key");
    try {
      Files.write(key, KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var robert =
        new ServerConfig.Robert("test", key, Map.of(FRENCH, 250, NORWEGIAN, 578, GERMAN, 276));
    return RunningNode.with(usual, Optional.of(robert), Map.of());
  }

  @Test
  void eachGoesToItsOwnCountry() {
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    for (int country : new int[] {FRENCH, FRENCH, NORWEGIAN, GERMAN, NOBODYS}) {
      add(block, RunningNode.NORWAY, country);
    }
    add(block, RunningNode.FRANCE, NORWEGIAN); // heard on a journey
    double moved = metric("moved");
    double unknown = metric("unknown");
    byte[] batch = SampleBatch.contacts().block(block.finish()).bytes();
    String token = token(CASE);
    var reply = upload(token, batch);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(5, reply.json().getInteger("shared"));
    assertEquals(1, reply.json().getInteger("waiting"), "for Germany");
    assertEquals(200, upload(token, batch).status());
    Map<String, Long> after = portions();
    assertEquals(2, gained(before, after, RunningNode.FRANCE));
    assertEquals(3, gained(before, after, RunningNode.NORWAY));
    assertEquals(1, gained(before, after, RoutingCode.nation(276, 0)));
    assertEquals(moved + 4, metric("moved"));
    assertEquals(unknown + 1, metric("unknown"));
  }

  @Test
  void theHeaderOnTheWayIsTheCountrys() {
    BlockBuilder block = BlockBuilder.contacts();
    add(block, RunningNode.NORWAY, FRENCH);
    byte[] batch = SampleBatch.contacts().block(block.finish()).bytes();
    assertEquals(201, upload(token(CASE), batch).status());
    BlockHeader header = BlockHeader.read(Stored.latest(node), 0);
    assertEquals(ROBERT, header.payloadType());
    assertEquals(RunningNode.FRANCE, header.routing());
  }

  @Test
  void aFrenchPhoneCrossesTheBorderWithConsentAlone() {
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    add(block, RunningNode.NORWAY, FRENCH);
    String token = token("{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": false}");
    var reply = upload(token, SampleBatch.contacts().block(block.finish()).bytes());
    assertEquals(1, reply.json().getInteger("notShared"));
    assertEquals(before, portions());
  }

  /* Its origin routed it: what a peer sends stays as it is. */
  @Test
  void aPeersBatchIsNeverMoved() {
    Map<String, Long> before = portions();
    BlockBuilder block =
        BlockBuilder.exposures(ROBERT, RunningNode.NORWAY.code(), SampleBatch.TODAY, 1, 2, 16);
    assertTrue(block.addExposure(900, hello(FRENCH), 0, 16));
    var reply = france.post(NORWAY, new SampleBatch().block(block.finish()).bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    Map<String, Long> after = portions();
    assertEquals(1, gained(before, after, RunningNode.NORWAY));
    assertEquals(0, gained(before, after, RunningNode.FRANCE));
    assertEquals(RunningNode.NORWAY, BlockHeader.read(Stored.latest(node), 0).routing());
  }

  private void add(BlockBuilder block, RoutingCode code, int country) {
    byte[] payload = ByteBuffer.allocate(5 + 16)
        .put((byte) ROBERT)
        .putInt(code.code())
        .put(hello(country))
        .array();
    assertTrue(block.addContact(NOON - 3_600, NOON - 3_000, payload, new byte[0]));
  }

  private byte[] hello(int country) {
    byte[] hello = new byte[16];
    random.nextBytes(hello);
    Bytes id = Bytes.copyOf(hello, 1, 8);
    hello[0] = new RobertCountry(Secret.copyOf(KEY)).encrypt(country, id).toArray()[0];
    return hello;
  }

  private double metric(String result) {
    String series = "godwit_intake_robert_total{result=\"" + result + "\"} ";
    return staff
        .get("/metrics")
        .body()
        .toString()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .findAny()
        .orElseThrow();
  }
}
