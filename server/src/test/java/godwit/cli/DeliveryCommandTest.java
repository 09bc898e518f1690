package godwit.cli;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.fixture.CommandRun;
import godwit.fixture.RunningNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DeliveryCommandTest {
  private static final String PROBLEM = "urn:hix:problem:bad-crc";

  private RunningNode node;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    node = RunningNode.start(folder);
    query("insert into destination (custom, code) values (false, " + (40 << 16) + ")," + " (false, "
        + (8 << 16 | 5) + ")");
    query("insert into outbox (destination_id) select id from destination on conflict do nothing");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @BeforeEach
  void empty() {
    query("delete from outgoing where path = 'test'");
  }

  @Test
  void listsWhatWaitsAndWhatWasPutAside() throws IOException {
    UUID waiting = batch(8 << 16 | 5, "waiting");
    UUID aside = batch(8 << 16 | 5, "refused");
    UUID other = batch(40 << 16, "refused");
    JsonNode all = delivery("list", "--json").json();
    assertEquals(List.of(other, aside, waiting), ids(all));
    JsonNode first = all.get(0);
    assertEquals("40/0", first.path("destination").asText());
    assertEquals("quarantined", first.path("state").asText());
    assertEquals(3, first.path("attempts").asInt());
    assertEquals(PROBLEM, first.path("problem").asText());
    assertTrue(first.path("since").asText().endsWith("Z"));
    assertEquals(
        List.of(aside), ids(delivery("list", "--peer", "8/5", "--state", "quarantined", "--json")));
    assertEquals(List.of(other), ids(delivery("list", "--most", "1", "--json")));
    String table = delivery("list", "--peer", "8/5").out();
    assertTrue(table.contains(aside + "  8/5              quarantined"), table);
    assertEquals("none\n", delivery("list", "--state", "dropped").out());
  }

  @Test
  void showsWhatIsKnownOfOne() throws IOException {
    UUID aside = batch(8 << 16 | 5, "refused");
    JsonNode shown = delivery("show", aside.toString(), "--json").json();
    assertEquals("not believed", shown.path("disbelieved").asText());
    assertEquals(0, shown.path("actions").size());
    assertTrue(delivery("show", aside.toString()).out().contains("disbelieved  not believed"));
  }

  @Test
  void replaysAndDropsAndSaysWhatItWouldDo() throws IOException {
    UUID aside = batch(8 << 16 | 5, "refused");
    String id = aside.toString();
    assertEquals(
        id + "  for 8/5, 7 records: quarantined, would be waiting\n",
        delivery("replay", id, "--dry-run").out());
    assertEquals("refused", state(aside));
    assertEquals(
        id + "  for 8/5, 7 records: quarantined, would be dropped\n",
        delivery("drop", id, "--dry-run").out());
    assertEquals("refused", state(aside));
    JsonNode replayed = delivery("replay", id, "--json").json();
    assertEquals("waiting", replayed.path("state").asText());
    assertEquals("quarantined", replayed.path("was").asText());
    assertEquals("waiting", state(aside));
    assertEquals(
        id + "  for 8/5, 7 records: waiting, is now dropped\n",
        delivery("drop", id).out());
    assertEquals("dropped", state(aside));
    List<String> actions = new ArrayList<>();
    delivery("show", id, "--json")
        .json()
        .path("actions")
        .forEach(each -> actions.add(each.path("action").asText()));
    assertEquals(List.of("replayed", "dropped"), actions);
    CommandRun again = delivery("drop", id);
    assertEquals(1, again.status());
    assertTrue(again.err().contains("the batch is dropped: nothing was changed"), again.err());
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    CommandRun unknown = delivery("show", UUID.randomUUID().toString());
    assertEquals(1, unknown.status());
    assertTrue(unknown.err().contains("no batch of this id"), unknown.err());
    assertEquals(2, delivery("show", "x").status());
    assertEquals(2, delivery("replay").status());
    assertTrue(delivery("list", "--state", "lost").err().contains("state is one of waiting"));
    assertTrue(delivery("list", "--peer", "x").err().contains("peer is country/state"));
    UUID sent = batch(8 << 16 | 5, "delivered");
    assertTrue(delivery("replay", sent.toString()).err().contains("the batch is delivered"));
    UUID leased = batch(8 << 16 | 5, "waiting");
    query("update outgoing set lease_until = now() + interval '1 hour' where batch_id = '" + leased
        + "'");
    assertTrue(delivery("drop", leased.toString()).err().contains("being sent just now"));
  }

  private UUID batch(int code, String state) {
    UUID id = UUID.randomUUID();
    query("""
        insert into outgoing (destination_id, stream_id, sequence, magic, batch_id, origin_custom,
          origin_code, destination_custom, destination_code, created_millis, hops, path, records,
          bytes, digest, end_block, state, attempts, problem, disbelieved, next_try)
        select id, id, (select coalesce(max(sequence), 1000) + 1 from outgoing), 'EXPOSURES', '%s',
          false, %d, false, %d, 1, 0, 'test', 7, 100, '', '', '%s', 3, '%s', 'not believed',
          now() + interval '1 day'
        from destination where code = %d""".formatted(id, 578 << 16, code, state, PROBLEM, code));
    return id;
  }

  private String state(UUID batch) {
    var rows = await(node.pool()
        .query("select state from outgoing where batch_id = '" + batch + "'")
        .execute());
    return rows.iterator().next().getString(0);
  }

  private void query(String sql) {
    await(node.pool().query(sql).execute());
  }

  private static List<UUID> ids(CommandRun run) throws IOException {
    return ids(run.json());
  }

  private static List<UUID> ids(JsonNode batches) {
    List<UUID> ids = new ArrayList<>();
    batches.forEach(each -> ids.add(UUID.fromString(each.path("batch").asText())));
    return ids;
  }

  private CommandRun delivery(String verb, String... options) throws IOException {
    List<Object> args = new ArrayList<>(
        List.of("delivery", verb, "--ops", "http://127.0.0.1:" + node.ports().ops()));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args.toArray());
  }
}
