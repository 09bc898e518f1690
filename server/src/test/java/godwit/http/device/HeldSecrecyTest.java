package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.ExposureHeader;
import godwit.config.ServerConfig;
import godwit.fixture.LogLines;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.store.TestDatabases;
import godwit.store.held.HeldBlocks;
import godwit.store.held.HeldKeys;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Stretch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who has what this node leaves behind, without the file of keys, has no payload of what is held.
class HeldSecrecyTest extends PhoneTest {
  private static final long START = SampleBatch.TODAY * 86_400L + 3_600;
  private static final int DAYS = 40;
  private static final String TABLES = """
      select oid::regclass::text from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace""";

  private final SecureRandom random = new SecureRandom();
  private Path data = Path.of("");
  private Path keys = Path.of("");

  @Override
  public ServerConfig configured(ServerConfig usual) {
    data = usual.data();
    keys = usual.heldKeys().orElseThrow();
    return usual;
  }

  @Test
  void noDumpNoFileAndNoLogHasAPayload() {
    Instant start = Instant.now().minusSeconds(1);
    byte[] clear = payload();
    List<byte[]> held = List.of(payload(), payload(), payload());
    node.setTime(RunningNode.NOON.plus(Duration.ofDays(1))); // whose key is never forgotten here
    try (LogLines log = LogLines.ofAll()) {
      String token = enrolled();
      assertEquals(201, upload(token, batch(held.get(0))).status());
      byte[] zipped = SampleBatch.gzip(batch(held.get(1)));
      assertEquals(201, upload(token, zipped, "content-encoding", "gzip").status());
      assertEquals(201, upload(token, document(held.get(2)), JSON).status());
      assertEquals(201, upload(token(CASE), batch(clear)).status());

      List<String> dump = dump();
      List<String> files = files(start);
      assertTrue(dump.stream().anyMatch(hex(clear)), "nobody looked at the tables");
      assertTrue(files.stream().anyMatch(raw(clear)), "nobody looked at the files");
      for (byte[] each : held) {
        assertEquals(List.of(), dump.stream().filter(hex(each)).toList());
        assertTrue(files.stream().noneMatch(raw(each).or(hex(each)).or(base64(each))));
        Predicate<String> any = hex(each).or(raw(each)).or(base64(each));
        assertEquals(List.of(), log.all().stream().filter(any).toList());
      }
    } finally {
      node.setTime(RunningNode.NOON);
      await(node.pool().query("delete from held").execute());
    }
  }

  @Test
  void aBackupIsOfNoUseOnceTheKeyOfItsDayIsGone() throws IOException {
    byte[] payload = payload();
    String token = enrolled();
    assertEquals(201, upload(token, batch(payload)).status());
    List<Sealed> backup = backup();
    assertEquals(1, backup.size());
    List<byte[]> before = opened(backup, HeldKeys.read(keys));
    assertTrue(raw(payload).test(new String(before.getFirst(), ISO_8859_1)), "with its key");

    LocalDate next = backup.getFirst().day().plusDays(1);
    HeldKeys own = node.context().intake().holding().orElseThrow().keys();
    assertTrue(own.forgetBefore(next));
    assertEquals(List.of(), opened(backup, HeldKeys.read(keys)), "with all keys that are left");
    assertEquals(List.of(), opened(backup, own));

    /* The database still has it, as one has that was restored. */
    Map<String, Long> portions = portions();
    try (LogLines log = LogLines.ofAll()) {
      assertEquals(201, bound(token));
      node.until(() -> !log.with("is not released: its key is forgotten").isEmpty());
    }
    assertEquals(portions, portions());
    await(node.pool().query("delete from held").execute());
  }

  /* A block as a backup of the database has it. */
  private record Sealed(UUID subject, LocalDate day, UUID attempt, int ordinal, byte[] bytes) {}

  private List<Sealed> backup() {
    List<Sealed> backup = new ArrayList<>();
    String query = "select subject, day, attempt_id, destination_id from held";
    for (Row row : await(node.pool().query(query).execute())) {
      List<Place> places = await(
          SegmentIndex.places(node.pool(), row.getLocalDate(1), row.getUUID(2), row.getInteger(3)));
      for (Place place : places) {
        Buffer bytes =
            await(SegmentBytes.KEPT.read(node.pool(), Stretch.of(place))).getFirst();
        backup.add(new Sealed(
            row.getUUID(0),
            row.getLocalDate(1),
            row.getUUID(2),
            place.ordinal(),
            bytes.getBytes()));
      }
    }
    return backup;
  }

  /* What opens with any key of the subject's, of whatever day. */
  private static List<byte[]> opened(List<Sealed> backup, HeldKeys keys) {
    return backup.stream()
        .flatMap(each -> IntStream.range(-DAYS, DAYS)
            .mapToObj(each.day()::plusDays)
            .flatMap(day -> keys.key(each.subject(), day).stream())
            .map(key -> new HeldBlocks(key, each.attempt()))
            .flatMap(seal -> seal.open(each.ordinal(), each.bytes()).stream()))
        .toList();
  }

  /* All rows of all tables, as a dump has them. */
  private List<String> dump() {
    List<String> rows = new ArrayList<>();
    for (Row table : await(node.pool().query(TABLES).execute())) {
      String query = "select t::text from only " + table.getString(0) + " t";
      for (Row row : await(node.pool().query(query).execute())) rows.add(row.getString(0));
    }
    return rows;
  }

  /* What was written since, by the node and by the database's server, its log of changes too. */
  private List<String> files(Instant since) {
    List<String> files = new ArrayList<>();
    for (Path folder : List.of(data, TestDatabases.folder())) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          if (isSince(file, since)) files.add(new String(Files.readAllBytes(file), ISO_8859_1));
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return files;
  }

  private static boolean isSince(Path file, Instant since) throws IOException {
    try {
      return Files.getLastModifiedTime(file).compareTo(FileTime.from(since)) >= 0;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static byte[] secret(byte[] payload) {
    return Arrays.copyOfRange(payload, ExposureHeader.BYTES, payload.length);
  }

  private static Predicate<String> raw(byte[] payload) {
    String text = new String(secret(payload), ISO_8859_1);
    return line -> line.contains(text);
  }

  private static Predicate<String> hex(byte[] payload) {
    String text = HexFormat.of().formatHex(secret(payload));
    return line -> line.contains(text);
  }

  /* As a document has it: the header and what follows. */
  private static Predicate<String> base64(byte[] payload) {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(payload);
    return line -> line.contains(text);
  }

  private byte[] payload() {
    byte[] payload = new byte[ExposureHeader.BYTES + SampleBatch.SIMPLE_BYTES];
    random.nextBytes(payload);
    ExposureHeader.put(payload, 0, SampleBatch.SIMPLE, RunningNode.NORWAY.code());
    return payload;
  }

  private static byte[] batch(byte[] payload) {
    BlockBuilder block = BlockBuilder.contacts();
    block.addContact(START, START + 600, payload, new byte[0]);
    return SampleBatch.contacts().block(block.finish()).bytes();
  }

  private static byte[] document(byte[] payload) {
    return new JsonObject()
        .put("batch", UUID.randomUUID().toString())
        .put("created", "2026-11-21T09:30:00.000Z")
        .put(
            "contacts",
            new JsonArray()
                .add(new JsonObject()
                    .put("payload", Base64.getUrlEncoder().withoutPadding().encodeToString(payload))
                    .put("start", Instant.ofEpochSecond(START).toString())
                    .put("end", Instant.ofEpochSecond(START + 600).toString())))
        .encode()
        .getBytes(UTF_8);
  }

  private String enrolled() {
    return authorise(code("{\"held\": true}")).json().getString("token");
  }

  private int bound(String enrolment) {
    Buffer body = new JsonObject().put("code", code(CASE)).toBuffer();
    return phone
        .post(
            "/authorisation",
            body.getBytes(),
            "content-type",
            "application/json",
            "authorization",
            "Bearer " + enrolment)
        .status();
  }
}
