package godwit.http.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.domain.Operation;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import godwit.http.Contract;
import godwit.store.outgoing.Outgoing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The protocol page, the OpenAPI documents and the code list the same words.
class OneTruthTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WORD = Pattern.compile("`([a-z][a-z0-9-]*)`");
  private static final Pattern COLUMNS = Pattern.compile(" *\\| *");
  private static final Path PAGE = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../docs/protocol.md")
      .normalize();

  private final String page = read();
  private final JsonNode peers = document(Contract.PEERS);
  private final JsonNode devices = document(Contract.DEVICES);

  @Test
  void problemsOfTheErrorsTable() {
    Set<String> told = new TreeSet<>();
    for (List<String> row : table("## Errors", "status")) told.addAll(words(row.getLast()));
    assertEquals(words(ProblemType.values()), told);
  }

  @Test
  void reasonsForRejecting() {
    Set<String> told = new TreeSet<>();
    for (List<String> row : table("## Judgement", "reason")) told.addAll(words(row.getFirst()));
    assertEquals(words(RejectReason.values()), told);
    for (JsonNode document : List.of(peers, devices)) {
      assertEquals(told, enumOf(document, "/Rejected/properties/reason"));
    }
  }

  @Test
  void statesOfReceiptsAndDeliveries() {
    Set<String> told = words(found("(?s)- `state` is (.*?)\n-"));
    assertEquals(words(Receipt.State.values()), told);
    assertEquals(told, enumOf(peers, "/Receipt/properties/state"));
    Set<String> delivery = words(found("(?s)Its states are (.*?)\\.\n"));
    assertTrue(delivery.remove("problem"));
    Set<String> states = words(Outgoing.State.values());
    assertTrue(states.remove("listed")); // of a page, which goes nowhere
    assertTrue(states.remove("remade")); // of what a hub never does
    assertTrue(states.remove("dropped")); // which a hub calls refused
    assertEquals(states, delivery);
    assertEquals(
        delivery, enumOf(peers, "/HeldBatch/allOf/1/properties/delivery/properties/state"));
  }

  @Test
  void membersOfReceipts() {
    Set<String> told = new TreeSet<>();
    for (List<String> row : table("### Receipt", "member")) told.addAll(members(row.getFirst()));
    JsonNode properties = peers.at("/components/schemas/Receipt/properties");
    assertEquals(names(properties), told);
    Set<String> phones = names(devices.at("/components/schemas/Receipt/properties"));
    phones.add("_links");
    assertEquals(told, phones);
  }

  @Test
  void operationsAndMembersOfResolvers() {
    Set<String> told = new TreeSet<>();
    for (List<String> row : table("### Resolvers", "operation")) told.add(plain(row.getFirst()));
    assertEquals(words(Operation.values()), told);
    assertEquals(told, enumOf(peers, "/System/properties/operations/items"));
    Set<String> members = new TreeSet<>();
    for (List<String> row : table("### Resolvers", "member of `/resolver`")) {
      members.addAll(members(row.getFirst()));
    }
    assertEquals(names(peers.at("/components/schemas/System/properties")), members);
  }

  @Test
  void relationsOfLinks() {
    Set<String> told = new TreeSet<>();
    for (List<String> row : table("### Links", "relation")) told.addAll(words(row.getFirst()));
    Set<String> linked = new TreeSet<>();
    for (JsonNode links : peers.findValues("_links")) {
      linked.addAll(names(links.path("properties")));
    }
    assertEquals(linked, told);
  }

  @Test
  void wordsOfRiskTypesAndMechanisms() {
    for (String member : List.of("riskType", "riskMechanism")) {
      List<String> row = table("**A record** has", "member").stream()
          .filter(each -> plain(each.getFirst()).equals(member))
          .findFirst()
          .orElseThrow();
      String schema = member.replaceFirst("r", "R");
      assertEquals(enumOf(peers, "/" + schema + "/oneOf/0"), words(row.getLast()));
    }
  }

  @Test
  void routesOfThePeerListener() {
    Set<String> told = new TreeSet<>();
    for (List<String> row : table("## Routes", "route")) {
      for (MatchResult route : all("`([A-Z]+ /[^`?]*)", row.getFirst())) told.add(route.group(1));
    }
    Set<String> described = new TreeSet<>();
    peers
        .path("paths")
        .fields()
        .forEachRemaining(path -> path.getValue()
            .fieldNames()
            .forEachRemaining(
                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertEquals(described, told);
  }

  @Test
  void answersMayGainMembersAndEveryAnswerMayCarryATrace() {
    assertTrue(page.contains("Answers may gain members"));
    assertTrue(page.contains("`traceparent`"));
    for (JsonNode document : List.of(peers, devices)) {
      String said = document.at("/info/description").asText();
      assertTrue(said.contains("Answers may gain members"), said);
      assertTrue(said.contains("traceparent"), said);
      for (JsonNode closed : document.findValues("additionalProperties")) {
        assertTrue(closed.isObject(), "a closed schema");
      }
    }
  }

  /* The rows of the first table behind a heading whose first column is called so. */
  private List<List<String>> table(String heading, String column) {
    int section = page.indexOf(heading);
    assertTrue(section >= 0, heading);
    int start = page.indexOf("\n| " + column + " |", section);
    assertTrue(start >= 0, () -> column + " behind " + heading);
    List<List<String>> rows = new ArrayList<>();
    for (String line : page.substring(start + 1).lines().skip(2).toList()) {
      if (!line.startsWith("|")) break;
      rows.add(List.of(COLUMNS.split(line.substring(1, line.length() - 1).strip(), -1)));
    }
    assertTrue(rows.size() > 1, heading);
    return rows;
  }

  private String found(String pattern) {
    return all(pattern, page).getFirst().group(1);
  }

  private static List<MatchResult> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  private static Set<String> words(String text) {
    return WORD.matcher(text)
        .results()
        .map(word -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> words(Enum<?>... values) {
    Function<Enum<?>, String> word =
        value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(values).map(word).collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> members(String cell) {
    return List.of(plain(cell).split(", ", -1));
  }

  private static String plain(String cell) {
    return cell.replace("`", "");
  }

  private static Set<String> enumOf(JsonNode document, String path) {
    Set<String> words = new TreeSet<>();
    document
        .at("/components/schemas" + path)
        .path("enum")
        .forEach(word -> words.add(word.asText()));
    return words;
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String read() {
    try {
      return Files.readString(PAGE, UTF_8);
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }

  private static JsonNode document(Contract contract) {
    try {
      return JSON.readTree(contract.document().getBytes());
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
