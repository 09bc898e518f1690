package godwit.bridge.uplink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import godwit.bridge.venue.EventText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// A small authority over mutual TLS: takes contact batches, or answers what a test wants first.
///
/// It reads batches by itself, from docs/protocol.md alone.
public final class TestAuthority implements AutoCloseable {
  /// What is answered to the next batch in place of a receipt.
  public record Wanted(int status, String problem, Map<String, String> headers) {}

  private final HttpsServer server;
  private final ConcurrentLinkedDeque<Wanted> wanted = new ConcurrentLinkedDeque<>();
  private final Map<UUID, byte[]> batches = new HashMap<>();
  private final List<EventText> events = new ArrayList<>();
  private final List<String> requestsAnswered = new ArrayList<>();
  private final List<String> clients = new ArrayList<>();
  private volatile String venueRequests = "{\"requests\": []}";
  private int tries;
  private boolean repeatedWithOtherBytes;

  public TestAuthority(TestPki pki, String name) throws IOException {
    SSLContext context = pki.identity(name).context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters wants = context.getDefaultSSLParameters();
        wants.setNeedClientAuth(true);
        parameters.setSSLParameters(wants);
      }
    });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/contact", this::contact);
    server.createContext("/venue-request", exchange -> answer(exchange, 200, venueRequests));
    server.createContext("/resolver", exchange -> answer(exchange, 200, "{}"));
    server.start();
  }

  public URI uri() {
    return URI.create("https://localhost:" + server.getAddress().getPort());
  }

  public void answerNext(int status, String problem, Map<String, String> headers) {
    wanted.add(new Wanted(status, problem, headers));
  }

  public void asks(String requests) {
    venueRequests = requests;
  }

  public synchronized List<EventText> events() {
    return List.copyOf(events);
  }

  public synchronized int batches() {
    return batches.size();
  }

  public synchronized int tries() {
    return tries;
  }

  public synchronized List<String> requestsAnswered() {
    return List.copyOf(requestsAnswered);
  }

  public synchronized List<String> clients() {
    return List.copyOf(clients);
  }

  public synchronized boolean repeatedWithOtherBytes() {
    return repeatedWithOtherBytes;
  }

  /// The bytes of all batches, for what must not be in them.
  public synchronized List<byte[]> bytes() {
    return new ArrayList<>(batches.values());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void contact(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Wanted answer = wanted.poll();
    synchronized (this) {
      tries++;
      clients.add(client(exchange));
    }
    if (answer != null) {
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      String type =
          answer.problem().isEmpty() ? "about:blank" : "urn:hix:problem:" + answer.problem();
      answer(exchange, answer.status(), "{\"type\": \"" + type + "\"}");
      return;
    }
    answer(exchange, 201, take(exchange, body));
  }

  private synchronized String take(HttpExchange exchange, byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    if (bytes.getInt(0) != 0x48494331) throw new AssertionError("not HIC1");
    UUID id = new UUID(bytes.getLong(8), bytes.getLong(16));
    List<EventText> read = new ArrayList<>();
    MessageDigest digest = sha256();
    digest.update(body, 0, 40);
    int block = 40;
    for (; body[block] == 4; ) {
      int length = bytes.getInt(block + 16);
      digest.update(sha256().digest(Arrays.copyOfRange(body, block, block + 24 + length)));
      int record = block + 24;
      while (record < block + 24 + length) {
        int size = Short.toUnsignedInt(bytes.getShort(record));
        read.add(EventText.of(Arrays.copyOfRange(body, record + 2, record + 2 + size)));
        record += 2 + size;
      }
      block += 24 + length;
    }
    byte[] own = digest.digest();
    byte[] said = Arrays.copyOfRange(body, block + 24 + 8, block + 24 + 40);
    if (!Arrays.equals(own, said)) throw new AssertionError("digest");
    if (bytes.getLong(block + 24) != read.size()) throw new AssertionError("total");
    byte[] before = batches.putIfAbsent(id, body);
    if (before == null) {
      events.addAll(read);
      String request = exchange.getRequestHeaders().getFirst("Venue-Request");
      if (request != null) requestsAnswered.add(request);
    } else if (!Arrays.equals(before, body)) {
      repeatedWithOtherBytes = true;
    }
    return "{\"batch\": \"" + id + "\", \"state\": \"stored\", \"records\": " + read.size()
        + ", \"accepted\": " + read.size() + ", \"digest\": \""
        + HexFormat.of().formatHex(own) + "\"}";
  }

  private static String client(HttpExchange exchange) throws IOException {
    X509Certificate certificate =
        (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
