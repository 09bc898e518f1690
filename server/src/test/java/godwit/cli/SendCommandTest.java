package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.console.ProgressBar;
import godwit.fixture.CommandRun;
import godwit.trust.Identities;
import godwit.trust.Identity;
import godwit.trust.Pki;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class SendCommandTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode ENGLAND = RoutingCode.nation(826, 4);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final String RECEIPT = """
      {"batch": "b", "state": "stored", "records": 1000, "accepted": 990,
       "rejected": [{"block": 3, "records": 10, "reason": "date-out-of-window"}],
       "digest": "sha-256:d", "duplicate": false}""";

  @TempDir
  Path folder;

  /// A request as the server got it.
  private record Received(
      String path,
      Optional<String> coding,
      Optional<String> length,
      Identity sender,
      byte[] body) {}

  /// What the server answers, one after the other; the last for good.
  private record Answer(int status, String body) {}

  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private Path config;
  private Path plain;
  private Path compressed;

  @BeforeEach
  void makeIdentitiesAndBatches() throws IOException {
    var pki = new Pki(InstantSource.system());
    pki.init(folder);
    for (RoutingCode code : List.of(FRANCE, ENGLAND, HUB)) {
      pki.authority(folder, code, List.of(), 30);
    }
    config = Files.writeString(folder.resolve("godwit.yaml"), """
        authority: { country: 250, state: 0 }
        tls: { certificate: 250-0.pem, key: 250-0.key, trust: ca.pem }
        """);
    plain = batch("plain", 1_000);
    compressed = batch("compressed", 1_000, "--gzip");
    answers.add(new Answer(201, RECEIPT));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void sendsAsThisAuthorityAndPrintsTheReceipt() throws Exception {
    CommandRun run = send(plain, server(ENGLAND));
    assertEquals(0, run.status(), run.err());
    assertEquals("", run.err());
    assertEquals("""
        batch     b
        state     stored
        records   1000
        accepted  990
        digest    sha-256:d
        rejected  block 3: 10 records, date-out-of-window
        """, run.out());
    Received request = received();
    assertEquals("/exposure/826/4", request.path());
    assertEquals(Optional.empty(), request.coding());
    assertEquals(Optional.of(Long.toString(Files.size(plain))), request.length());
    assertEquals(new Identity.Authority(FRANCE), request.sender());
    assertArrayEquals(Files.readAllBytes(plain), request.body());
  }

  @Test
  void printsTheReceiptVerbatim() throws IOException {
    CommandRun run = send(plain, server(ENGLAND), "--json");
    assertEquals(RECEIPT + "\n", run.out());
    assertEquals(990, run.json().get("accepted").asInt());
  }

  @Test
  void anAcceptedDuplicateIsDone() {
    answers.clear();
    answers.add(new Answer(200, RECEIPT.replace("false", "true")));
    CommandRun run = send(plain, server(ENGLAND));
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("(it was there already)"), run.out());
  }

  @Test
  void sendsAFileAsItIsOrAsAsked() throws Exception {
    String url = server(ENGLAND);
    byte[] batch = Files.readAllBytes(plain);
    assertEquals("", send(compressed, url).err());
    Received asItIs = received();
    assertEquals(Optional.of("gzip"), asItIs.coding());
    assertArrayEquals(Files.readAllBytes(compressed), asItIs.body());
    assertEquals("", send(plain, url, "--gzip").err());
    Received gzipped = received();
    assertEquals(Optional.of("gzip"), gzipped.coding());
    assertArrayEquals(
        batch, new GZIPInputStream(new ByteArrayInputStream(gzipped.body())).readAllBytes());
    assertEquals("", send(compressed, url, "--no-gzip").err());
    Received inflated = received();
    assertEquals(Optional.empty(), inflated.coding());
    assertArrayEquals(
        new GZIPInputStream(Files.newInputStream(compressed)).readAllBytes(), inflated.body());
  }

  @Test
  void knowsThePathsOfVenuesAndTakesAGivenOne() throws Exception {
    String url = server(ENGLAND);
    send(plain, url + "/", "--venue", "123456");
    assertEquals("/exposure/826/4/123456", received().path());
    send(plain, url + "/exposure/826/0");
    assertEquals("/exposure/826/0", received().path());
    assertEquals(2, send(plain, url + "/exposure/826/0", "--venue", "1").status());
    assertEquals(2, send(plain, url, "--venue", "hall").status());
  }

  @Test
  void sendsNothingToAnotherAuthorityThanTheBatchIsFor() {
    String hub = server(HUB);
    CommandRun run = send(plain, hub, "--retry");
    assertEquals(1, run.status());
    assertTrue(run.err().contains("the server is not 826/4: "), run.err());
    assertTrue(run.err().contains("it is 1/0; nothing was sent"), run.err());
    assertTrue(received.isEmpty());
    assertEquals(0, send(plain, hub, "--via", "1/0").status());
    assertEquals(1, received.size());
  }

  @Test
  void trustsNobodyElsesCertificates() throws IOException {
    Path other = folder.resolve("other");
    var pki = new Pki(InstantSource.system());
    pki.init(other);
    String url = server(ENGLAND);
    Files.writeString(config, Files.readString(config).replace("ca.pem", "other/ca.pem"));
    CommandRun run = send(plain, url);
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("godwit: cannot send to https://localhost:"), run.err());
    assertTrue(received.isEmpty());
  }

  @Test
  void aRefusalEndsTheSendingAndIsTold() throws IOException {
    Path large = batch("large", 3_000_000);
    String problem = """
        {"type": "urn:hix:problem:bad-block", "title": "A block breaks the format",
         "status": 400, "detail": "bad-block at byte 52", "offset": 52, "block": 0}""";
    HttpServer early = listen(ENGLAND, request -> {
      request.handler(_ -> {});
      request.response().setStatusCode(400).end(problem);
    });
    String url = "https://localhost:" + early.actualPort();
    CommandRun run = send(large, url);
    assertEquals(1, run.status());
    assertEquals("", run.out());
    assertEquals(
        "godwit: refused with status 400: A block breaks the format: bad-block at byte 52"
            + " (offset 52, block 0)\n",
        run.err());
    CommandRun json = send(large, url, "--json");
    assertEquals(1, json.status());
    assertEquals("bad-block at byte 52", json.json().get("detail").asText());
  }

  @Test
  void triesAgainOnRequestWithTheSameBytes() throws Exception {
    answers.clear();
    answers.add(new Answer(503, "{\"title\": \"Too much is under way; try again\"}"));
    answers.add(new Answer(201, RECEIPT));
    String url = server(ENGLAND);
    CommandRun once = send(plain, url);
    assertEquals(1, once.status());
    assertTrue(once.err().contains("503: Too much is under way"), once.err());
    byte[] first = received().body();
    answers.clear();
    answers.add(new Answer(503, "{\"title\": \"Too much is under way; try again\"}"));
    answers.add(new Answer(201, RECEIPT));
    CommandRun again = send(plain, url, "--retry");
    assertEquals(0, again.status(), again.err());
    assertTrue(again.err().endsWith("; trying again in 1 s\n"), again.err());
    assertArrayEquals(first, received().body());
    assertArrayEquals(first, received().body());
  }

  @Test
  void saysThatNobodyListens() {
    String url = server(ENGLAND);
    vertx.close().await();
    CommandRun run = send(plain, url);
    assertEquals(1, run.status());
    assertTrue(
        run.err().startsWith("godwit: cannot send to " + url + "/exposure/826/4"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void aConnectionThatBreaksIsAFailure() throws IOException {
    Path large = batch("large", 3_000_000);
    HttpServer torn =
        listen(ENGLAND, request -> request.handler(_ -> request.connection().close()));
    CommandRun run = send(large, "https://localhost:" + torn.actualPort());
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("godwit: cannot send to "), run.err());
  }

  @Test
  void anAnswerThatIsNoReceiptIsAFailure() {
    answers.clear();
    answers.add(new Answer(201, "<html>"));
    CommandRun run = send(plain, server(ENGLAND));
    assertEquals(1, run.status());
    assertTrue(run.err().contains("the answer is no receipt"), run.err());
  }

  @Test
  void refusesWhatIsNoBatchOfExposures() throws IOException {
    Path nothing = Files.write(folder.resolve("nothing"), new byte[50]);
    CommandRun run = send(nothing, "https://localhost:1");
    assertEquals(1, run.status());
    assertTrue(run.err().contains(nothing + " is no batch"), run.err());
    Path contacts = batch("contacts", 1, "--kind", "contacts");
    assertTrue(send(contacts, "https://localhost:1").err().contains("give the URL with its path"));
  }

  @Test
  void drawsABar() {
    String half = ProgressBar.text(50_000_000, 100_000_000, 500_000_000);
    assertEquals("[###############               ]  50%   100.0 MB/s", half);
    assertTrue(ProgressBar.text(0, 0, 0).contains("100%"));
  }

  private CommandRun send(Path batch, String url, String... options) {
    List<Object> args = new ArrayList<>(List.of("send", "--config", config, batch, url));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }

  private Path batch(String name, int records, String... options) {
    Path file = folder.resolve(name);
    List<Object> args = new ArrayList<>(List.of("batch", "make", "--records", records));
    args.addAll(List.of("--country", 826, "--state", 4, "--out", file));
    args.addAll(List.of(options));
    CommandRun run = CommandRun.of(args.toArray());
    assertEquals(0, run.status(), run.err());
    return file;
  }

  private Received received() throws InterruptedException {
    return Optional.ofNullable(received.poll(10, TimeUnit.SECONDS)).orElseThrow();
  }

  /// A server of an authority, which takes whole bodies and answers what is next.
  private String server(RoutingCode code) {
    HttpServer server = listen(
        code,
        request -> request.body().onSuccess(body -> {
          received.add(received(request, body));
          Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
          request.response().setStatusCode(answer.status()).end(answer.body());
        }));
    return "https://localhost:" + server.actualPort();
  }

  private HttpServer listen(RoutingCode code, Handler<HttpServerRequest> handler) {
    String stem = folder.resolve(code.country() + "-" + code.state()).toString();
    var options = new HttpServerOptions()
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(stem + ".pem").addKeyPath(stem + ".key"))
        .setTrustOptions(
            new PemTrustOptions().addCertPath(folder.resolve("ca.pem").toString()));
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen(0, "localhost")
        .await();
  }

  private static Received received(HttpServerRequest request, Buffer body) {
    try {
      return new Received(
          request.uri(),
          Optional.ofNullable(request.getHeader("Content-Encoding")),
          Optional.ofNullable(request.getHeader("Content-Length")),
          Identities.of(request.connection().peerCertificates()),
          body.getBytes());
    } catch (SSLPeerUnverifiedException anonymous) {
      throw new IllegalStateException(anonymous);
    }
  }
}
