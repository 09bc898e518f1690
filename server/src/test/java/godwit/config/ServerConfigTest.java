package godwit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.config.ServerConfig.Address;
import godwit.config.ServerConfig.Database;
import godwit.config.ServerConfig.Delivery;
import godwit.config.ServerConfig.Peer;
import godwit.domain.MixPolicy;
import godwit.domain.risk.RiskParameter;
import godwit.domain.risk.RiskParameters;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
  private static final String SMALLEST = """
      authority: { country: 250, state: 0 }
      tls: { certificate: c.pem, key: c.key, trust: /etc/ca.pem }
      """;

  private static final String FULL = """
      authority:
        { country: 826, state: 4, name: "NHS England", endpoints: ["https://a:1", "https://b/x"] }
      serves:
        - { country: 826, state: 4 }
        - { country: 826, state: 5 }
        - { custom: 00000012 }
      relay: true
      listen:
        peers: { host: 0.0.0.0, port: 0 }
        devices: { port: 8500 }
        ops: { host: "::1", port: 0 }
      tls: { certificate: pki/c.pem, key: pki/c.key, trust: ../ca.pem }
      database: { url: "postgresql://godwit@${DB_HOST}:5433/godwit", passwordFile: pw }
      data: state
      retention: { exposures: 20d, receipts: 2160h, held: 30s }
      peers:
        - country: 1
          state: 0
          name: The Hub
          endpoints: [ "https://hub:8443", "https://hub-backup:8443/hix" ]
          relays: [ { country: 250, state: 0 }, { custom: c0ffee01 } ]
          pulls: [ { country: 250, state: 0 } ]
          relay: true
          unsigned: true
        - { country: 250, state: 0, via: { country: 1, state: 0 } }
        - { custom: C0FFEE01, delivery: pull }
        - { country: 040, state: 0, delivery: push, endpoints: [ "https://at" ],
            flush: { bytes: 256KiB, atMost: 10ms } }
      risk:
        mechanism: attenuation-buckets
        threshold: 7.5
        reference: 9.25
        parameters: { nearDb: 50, deviationDays: 3.5, lateWeight: 0 }
        thresholds: { briers-2020: 20, "128": 1 }
        advice: { "9": { en: Rest. }, self-report: { de-CH: Bleiben Sie., en: Stay. } }
      robert: { federationKeyFile: federation.key, countries: { 33: 250, 47: 578 } }
      apps:
        - { country: 826, state: 5, byteOrder: auto }
        - { custom: 00000012, byteOrder: herald-1.1 }
      exposureList: { centralisedFamilies: true }
      mix: { every: 10m, cases: 8, atMost: 2h, padding: true }
      limits: { connections: { peers: 100, devices: 200, ofOneAddress: 10 } }
      """;

  @TempDir
  Path folder;

  @Test
  void fillsInWhateverTheSmallestFileLeavesOut() throws IOException {
    ServerConfig config = read(SMALLEST);
    assertEquals(RoutingCode.nation(250, 0), config.authority().code());
    assertEquals("250/0", config.authority().name());
    assertEquals(List.of(), config.authority().endpoints());
    assertEquals(List.of(RoutingCode.nation(250, 0)), config.serves());
    assertEquals(new Address("0.0.0.0", 8443), config.listen().peers());
    assertEquals(Optional.empty(), config.listen().devices());
    assertEquals(new Address("127.0.0.1", 9090), config.listen().ops());
    assertEquals(new Database.Embedded(), config.database());
    assertEquals(folder.resolve("data"), config.data());
    assertEquals(ServerConfig.Retention.DEFAULT, config.retention());
    assertEquals(List.of(), config.peers());
    assertEquals("briers-2020", config.risk().scoring().mechanism().word());
    assertEquals(RiskParameters.DEFAULT, config.risk().scoring().parameters());
    assertEquals(Optional.empty(), config.robert());
    assertFalse(config.exposureList().centralisedFamilies());
    assertEquals(ServerConfig.Connections.DEFAULT, config.connections());
    assertEquals(MixPolicy.DEFAULT, config.mix());
    assertFalse(config.relay());
  }

  /* YAML takes 010 for eight, 008 for text, and what is in quotes for text. */
  @ParameterizedTest
  @ValueSource(strings = {"8", "08", "008", "\"8\"", "'008'"})
  void digitsAreDecimalHoweverYamlTakesThem(String country) throws IOException {
    String file = SMALLEST.replaceFirst("country: 250", "country: " + country);
    assertEquals(RoutingCode.nation(8, 0), read(file).authority().code());
  }

  @Test
  void readsEveryKey() throws IOException {
    ServerConfig config = read(FULL, Map.of("DB_HOST", "db.internal"));
    assertEquals("NHS England", config.authority().name());
    assertEquals(
        List.of(URI.create("https://a:1"), URI.create("https://b/x")),
        config.authority().endpoints());
    assertEquals(
        List.of(RoutingCode.nation(826, 4), RoutingCode.nation(826, 5), RoutingCode.custom(0x12)),
        config.serves());
    assertTrue(config.relay());
    assertEquals(new Address("0.0.0.0", 0), config.listen().peers());
    assertEquals(Optional.of(new Address("0.0.0.0", 8500)), config.listen().devices());
    assertEquals("[::1]:0", config.listen().ops().toString());
    assertEquals(folder.resolve("pki/c.pem"), config.tls().certificate());
    assertEquals(folder.resolveSibling("ca.pem"), config.tls().trust());
    assertEquals(
        new Database.External(
            URI.create("postgresql://godwit@db.internal:5433/godwit"),
            Optional.of(folder.resolve("pw"))),
        config.database());
    assertEquals(folder.resolve("state"), config.data());
    assertEquals(Duration.ofDays(20), config.retention().exposures());
    assertEquals(Duration.ofDays(90), config.retention().receipts());
    assertEquals(Duration.ofSeconds(30), config.retention().held());
    assertEquals("attenuation-buckets", config.risk().scoring().mechanism().word());
    assertEquals(new BigDecimal("7.5"), config.risk().guidance().threshold());
    assertEquals(
        Map.of(
            0,
            new BigDecimal("7.5"),
            1,
            new BigDecimal("7.5"),
            2,
            new BigDecimal("20"),
            128,
            BigDecimal.ONE),
        config.risk().guidance().thresholds());
    RiskParameters parameters = config.risk().scoring().parameters();
    assertEquals(9.25, parameters.of(RiskParameter.REFERENCE));
    assertEquals(50, parameters.of(RiskParameter.NEAR_DB));
    assertEquals(63, parameters.of(RiskParameter.MIDDLE_DB));
    assertEquals(3.5, parameters.of(RiskParameter.DEVIATION_DAYS));
    assertEquals(0, parameters.of(RiskParameter.LATE_WEIGHT));
    assertEquals(0, config.risk().scoring().calibration().size());
    assertEquals(
        Map.of(
            "9",
            Map.of("en", "Rest."),
            "self-report",
            Map.of("de-CH", "Bleiben Sie.", "en", "Stay.")),
        config.risk().guidance().advice());
    assertEquals(Map.of(33, 250, 47, 578), config.robert().orElseThrow().countries());
    assertTrue(config.exposureList().centralisedFamilies());
    assertEquals(new ServerConfig.Connections(100, 200, 64, 10), config.connections());
    assertEquals(new MixPolicy(Duration.ofMinutes(10), 8, Duration.ofHours(2), true), config.mix());
  }

  @Test
  void readsTheOrderOfEachApp() throws IOException {
    ServerConfig config = read(FULL, Map.of("DB_HOST", "db"));
    assertEquals(
        Map.of(
            RoutingCode.nation(826, 5),
            SenderOrder.AUTO,
            RoutingCode.custom(0x12),
            SenderOrder.HERALD_1_1),
        config.byteOrders());
  }

  @Test
  void readsPeersOfEachKind() throws IOException {
    ServerConfig config = read(FULL, Map.of("DB_HOST", "db"));
    List<Peer> all = config.peers();
    assertEquals(
        new ServerConfig.Flush(256 << 10, Duration.ofMillis(10)), all.getLast().flush());
    assertEquals(ServerConfig.Flush.DEFAULT, all.getFirst().flush());
    Peer hub = config.peer(RoutingCode.nation(1, 0)).orElseThrow();
    assertEquals("The Hub", hub.name());
    assertEquals(
        List.of(URI.create("https://hub:8443"), URI.create("https://hub-backup:8443/hix")),
        hub.endpoints());
    assertTrue(hub.relay());
    assertTrue(hub.unsigned());
    assertTrue(hub.relays().contains(RoutingCode.custom(0xc0ffee01)));
    assertFalse(hub.relays().contains(RoutingCode.nation(578, 0)));
    assertTrue(hub.pulls().contains(RoutingCode.nation(250, 0)));
    assertFalse(hub.pulls().contains(RoutingCode.custom(0xc0ffee01)));
    Peer france = config.peer(RoutingCode.nation(250, 0)).orElseThrow();
    assertEquals(Optional.of(RoutingCode.nation(1, 0)), france.via());
    Peer custom = config.peer(RoutingCode.custom(0xc0ffee01)).orElseThrow();
    assertEquals(Delivery.PULL, custom.delivery());
    assertEquals(
        Delivery.PUSH, config.peer(RoutingCode.nation(40, 0)).orElseThrow().delivery());
  }

  @Test
  void refusesUnknownKeysByNameAndLine() {
    assertEquals(
        List.of(
            "FILE:3: unknown key \"lisen\"; known there: apps, authority, data, database,"
                + " exposureList, keys, limits, listen, mix, peers, registration, relay,"
                + " retention, risk, robert, serves, tls",
            "FILE:5: unknown key \"hots\" in listen.peers; known there: host, port"),
        problems(SMALLEST + """
            lisen: {}
            listen:
              peers: { hots: a }
            """));
  }

  @Test
  void namesMissingKeys() {
    assertEquals(
        List.of(
            "FILE:1: missing key \"authority.state\"",
            "FILE:3: missing key \"tls.trust\"",
            "FILE:5: missing key \"peers[0].country\""),
        problems("""
            authority: { country: 250 }
            tls:
              certificate: a
              key: b
            peers: [ { state: 1 } ]
            """));
    assertEquals(
        List.of("FILE:1: missing key \"authority\"", "FILE:1: missing key \"tls\""), problems(""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      listen: { peers: { port: 0x20FB } }        | listen.peers.port must be a whole number from 0 to 65535, not 0x20FB
      listen: { peers: { port: 8_443 } }         | listen.peers.port must be a whole number from 0 to 65535, not 8_443
      listen: { peers: { port: 140:43 } }        | listen.peers.port must be a whole number from 0 to 65535, not 140:43
      listen: { peers: { port: 8e3 } }           | listen.peers.port must be a whole number from 0 to 65535, not 8e3
      listen: { peers: { port: yes } }           | listen.peers.port must be a whole number from 0 to 65535, not yes
      listen: { peers: { port: } }               | listen.peers.port must be a number, but it is empty
      listen: { peers: { port: 65536 } }         | listen.peers.port must be a whole number from 0 to 65535, not 65536
      listen: { peers: { port: -1 } }            | listen.peers.port must be a whole number from 0 to 65535, not -1
      listen: { peers: { port: 1.5 } }           | listen.peers.port must be a whole number from 0 to 65535, not 1.5
      listen: { peers: 8443 }                    | listen.peers must be a mapping of keys to values, but it is a number
      listen:                                    | listen must be a mapping of keys to values, but it is empty
      data: [ a ]                                | data must be text, but it is a list
      data: ""                                   | data is empty
      data: 7                                    | data must be text, but it is a number
      relay: "true"                              | relay must be true or false, but it is text
      relay: yes                                 | relay must be true or false, not yes
      relay: off                                 | relay must be true or false, not off
      relay: 1                                   | relay must be true or false, but it is a number
      serves: { country: 1, state: 2 }           | serves must be a list, but it is a mapping
      serves: [ { country: 1000, state: 0 } ]    | serves[0].country must be a whole number from 1 to 999, not 1000
      serves: [ { country: 1, state: 65536 } ]   | serves[0].state must be a whole number from 0 to 65535, not 65536
      serves: [ { custom: c0ffee0 } ]            | serves[0].custom must be 8 hex digits such as c0ffee01
      serves: [ { custom: c0ffee01, state: 1 } ] | serves[0].custom stands in place of country and state; leave those out
      apps: [ { country: 250, state: 0 } ]       | missing key "apps[0].byteOrder"
      apps: [ { country: 250, state: 1, byteOrder: big } ]      | apps[0] is of 250/1, which this node does not answer for
      apps: [ { country: 250, state: 0, byteOrder: middle } ]   | apps[0].byteOrder must be one of big, little, auto, herald-1.1
      apps: [ { country: 250, state: 0, byteOrder: big }, { country: 250, state: 0, byteOrder: big } ] | apps[1] is of 250/0 as one before it is
      retention: { exposures: 21 }               | retention.exposures must be a length of time such as 21d, 12h, 15m or 30s, and not 0
      retention: { held: 0d }                    | retention.held must be a length of time such as 21d, 12h, 15m or 30s, and not 0
      retention: { receipts: 22d }               | retention.receipts must be at least 2d longer than retention.exposures
      database: { url: "mysql://a@b/c" }         | database.url must be of the form postgresql://user@host/name
      database: { url: "postgresql://a:b@c/d" }  | database.url holds a password; put it into a file and name that passwordFile
      listen: { ops: { host: 10.0.0.1 } }        | listen.ops must listen on a loopback host such as 127.0.0.1, not 10.0.0.1: whoever reaches it may do anything
      listen: { ops: { port: 8443 } }            | two listeners of listen share port 8443
      relay: true                                | relay: true needs peers to relay between
      data: a${UNSET}                            | the environment variable "UNSET" is not set
      data: *elsewhere                           | aliases (*name) are not supported
      tls: {}                                    | key "tls" is there twice
      """)
  void refusesWithOneSentence(String line, String sentence) {
    assertEquals(List.of("FILE:3: " + sentence), problems(SMALLEST + line + "\n"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      { country: 578, state: 0 }                                       | peer 578/0 needs endpoints, or via, or delivery: pull
      { country: 578, state: 0, endpoints: [ "http://no" ] }           | peers[1].endpoints must be addresses of the form https://host:port without user, query or fragment
      { country: 578, state: 0, endpoints: [ "https://no:70000" ] }    | peers[1].endpoints must be addresses of the form https://host:port without user, query or fragment
      { country: 578, state: 0, endpoints: [ "https://u:p@no" ] }      | peers[1].endpoints must be addresses of the form https://host:port without user, query or fragment
      { country: 578, state: 0, endpoints: [ 1 ] }                     | peers[1].endpoints must be text, but it is a number
      { country: 578, state: 0, endpoints: [ "https://a","https://a"]} | peers[1].endpoints names one address twice
      { country: 578, state: 0, delivery: carrier-pigeon }             | peers[1].delivery must be push or pull
      { country: 578, state: 0, via: { country: 2, state: 0 } }        | peer 578/0 goes via 2/0, which is not among the peers
      { country: 578, state: 0, via: { country: 578, state: 0 } }      | peer 578/0 goes via 578/0, which is itself
      { country: 578, state: 0, delivery: pull, via: { country: 1, state: 0 } } | peers[1].via and delivery: pull exclude each other
      { country: 1, state: 0, delivery: pull }                         | peer 1/0 is there twice; first in line 4
      { country: 250, state: 0, delivery: pull }                       | peer 250/0 is what this node itself answers for
      { country: 578, state: 0, delivery: pull, relays: [ { country: 250, state: 0 } ] } | peer 578/0 may not relay for 250/0, which is this node
      { country: 578, state: 0, delivery: pull, pulls: [ { country: 250, state: 0 } ] } | peer 578/0 may not pull for 250/0, which is this node
      { country: 578, state: 0, delivery: pull, fetch: true }          | peers[1].fetch needs endpoints to fetch from
      { country: 578, state: 0, delivery: pull, flush: { atMost: 2h } } | peers[1].flush.atMost must be at most 1h: exposures are of use within hours
      { country: 578, state: 0, delivery: pull, flush: { bytes: 65MiB } } | peers[1].flush.bytes must be a number of bytes such as 65536, 256KiB or 64MiB, at most 67108864
      """)
  void refusesPeersThatCannotBe(String entry, String sentence) {
    String hub = "peers:\n  - { country: 1, state: 0, endpoints: [ \"https://hub\" ] }\n";
    assertEquals(List.of("FILE:5: " + sentence), problems(SMALLEST + hub + "  - " + entry + "\n"));
  }

  @Test
  void aHubIsReachedDirectly() {
    assertEquals(
        List.of(
            "FILE:4: peer 2/0 goes via 3/0, which has no endpoints",
            "FILE:6: peer 4/0 goes via 5/0, which itself goes via another"),
        problems(SMALLEST + """
            peers:
              - { country: 2, state: 0, via: { country: 3, state: 0 } }
              - { country: 3, state: 0, delivery: pull }
              - { country: 4, state: 0, via: { country: 5, state: 0 } }
              - { country: 5, state: 0, endpoints: [ "https://e" ], via: { country: 6, state: 0 } }
              - { country: 6, state: 0, endpoints: [ "https://f" ] }
            """));
  }

  @Test
  void numbersMayComeFromTheEnvironmentAndItsValuesAreNotQuoted() throws IOException {
    String text = SMALLEST + "listen: { peers: { port: \"${PORT}\" } }\n";
    assertEquals(8500, read(text, Map.of("PORT", "8500")).listen().peers().port());
    assertEquals(
        List.of("FILE:3: listen.peers.port must be a whole number from 0 to 65535, not ${PORT}"),
        problems(text, Map.of("PORT", "secret")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [", "\ta: b", "a: b: c", "- a\nb", "a: !!binary x\n: :"})
  void saysWhereYamlBreaks(String text) {
    String problem = problems(text).getFirst();
    assertTrue(problem.matches("FILE:[0-9]+: [^\n]+"), problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[ a ]", "text", "7"})
  void refusesAFileThatIsNoMapping(String text) {
    assertTrue(problems(text).getFirst().startsWith("FILE:1: the file must be a mapping"));
  }

  @Test
  void refusesMoreThanOneDocumentAndDeepNesting() {
    assertTrue(problems(SMALLEST + "---\na: b\n").getFirst().contains("a second document"));
    assertTrue(problems("a: " + "[".repeat(100) + "]".repeat(100)).getFirst().contains("deep"));
  }

  @Test
  void saysThatAFileIsMissingOrTooLong() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    var refused = assertThrows(ConfigException.class, () -> ServerConfig.read(missing));
    assertEquals(List.of(missing + ": there is no such file"), refused.problems());
    assertTrue(problems("#".repeat((1 << 20) + 1)).getFirst().contains("longer than"));
  }

  @Test
  void mixingIsSwitchedOffByZeroAndOnlyThere() throws IOException {
    assertFalse(read(SMALLEST + "mix: { every: 0s }\n").mix().isOn());
    MixPolicy rare = read(SMALLEST + "mix: { every: 2h }\n").mix();
    assertEquals(Duration.ofHours(2), rare.atMost());
    assertEquals(
        List.of("FILE:3: mix.atMost must be at least as long as mix.every"),
        problems(SMALLEST + "mix: { every: 5m, atMost: 4m }\n"));
    assertTrue(problems(SMALLEST + "mix: { atMost: 0s }\n").getFirst().contains("not 0"));
    assertTrue(problems(SMALLEST + "mix: { every: 25h }\n").getFirst().contains("24h"));
    assertTrue(problems(SMALLEST + "mix: { every: often }\n").getFirst().contains("0s for none"));
    assertTrue(problems(SMALLEST + "mix: { cases: 0 }\n").getFirst().contains("from 1 to 1000"));
  }

  private ServerConfig read(String text) throws IOException {
    return read(text, Map.of());
  }

  private ServerConfig read(String text, Map<String, String> environment) throws IOException {
    Path file = folder.resolve("godwit.yaml");
    return ServerConfig.read(Files.writeString(file, text), environment);
  }

  private List<String> problems(String text) {
    return problems(text, Map.of());
  }

  private List<String> problems(String text, Map<String, String> environment) {
    var refused = assertThrows(ConfigException.class, () -> read(text, environment));
    String file = folder.resolve("godwit.yaml").toString();
    return refused.problems().stream().map(each -> each.replace(file, "FILE")).toList();
  }
}
