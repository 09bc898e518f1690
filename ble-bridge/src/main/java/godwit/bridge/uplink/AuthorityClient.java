package godwit.bridge.uplink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.spool.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The authority's peer listener, as a gateway calls it.
///
/// Blocks; for virtual threads. A client is made anew when a certificate file has changed.
public final class AuthorityClient {
  static final Duration ANSWER = Duration.ofSeconds(60);
  static final int MAX_ANSWER_BYTES = 1 << 20;
  static final int POLL_SECONDS = 30;

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MAX_REQUESTS = 1_000;

  private final URI authority;
  private final ClientIdentity identity;
  private @Nullable HttpClient client;
  private String version = "";

  public AuthorityClient(URI authority, ClientIdentity identity) {
    this.authority = authority;
    this.identity = identity;
  }

  /// Sends a batch once.
  UplinkAnswer post(Spool.Batch batch) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(authority.resolve("/contact"))
        .timeout(ANSWER)
        .header("Content-Type", "application/octet-stream")
        .header("Accept", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(batch.bytes()));
    if (!batch.request().isEmpty()) request.header("Venue-Request", batch.request());
    try {
      HttpResponse<InputStream> answer =
          client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      byte[] body = body(answer);
      return UplinkAnswer.of(
          batch, answer.statusCode(), body, answer.headers().firstValue("Retry-After"));
    } catch (IOException failed) {
      return new UplinkAnswer.Later(Reasons.of(failed), Optional.empty());
    }
  }

  /// Windows of this venue that the authority asks about; waits for one.
  ///
  /// @param waitSeconds how long the authority may take to have one
  List<VenueRequest> requests(int waitSeconds) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(authority.resolve("/venue-request"))
        .timeout(ANSWER.plusSeconds(waitSeconds))
        .header("Accept", "application/json")
        .header("Prefer", "wait=" + waitSeconds)
        .GET()
        .build();
    HttpResponse<InputStream> answer =
        client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    byte[] body = body(answer);
    if (answer.statusCode() == 204) return List.of();
    if (answer.statusCode() != 200) throw new IOException("status " + answer.statusCode());
    List<VenueRequest> requests = new ArrayList<>();
    JsonNode json = new ObjectMapper().readTree(body);
    for (JsonNode each : json == null ? List.<JsonNode>of() : json.path("requests")) {
      if (requests.size() < MAX_REQUESTS) requests.add(request(each));
    }
    return requests;
  }

  /// Whether the authority answers; what is wrong if it does not.
  public Optional<String> check() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(authority.resolve("/resolver"))
        .timeout(Duration.ofSeconds(10))
        .GET()
        .build();
    try {
      HttpResponse<InputStream> answer =
          client().send(request, HttpResponse.BodyHandlers.ofInputStream());
      body(answer);
      return answer.statusCode() == 200
          ? Optional.empty()
          : Optional.of("status " + answer.statusCode());
    } catch (IOException failed) {
      return Optional.of(Reasons.of(failed));
    }
  }

  private static VenueRequest request(JsonNode json) throws IOException {
    try {
      return new VenueRequest(
          json.path("id").asText(),
          Optional.ofNullable(json.path("area").textValue()),
          Instant.parse(json.path("from").asText()),
          Instant.parse(json.path("to").asText()));
    } catch (java.time.format.DateTimeParseException e) {
      throw new IOException("a venue request whose times cannot be read", e);
    }
  }

  private static byte[] body(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
      if (body.length > MAX_ANSWER_BYTES) throw new IOException("an answer without end");
      return body;
    }
  }

  private synchronized HttpClient client() throws IOException {
    String now = identity.version();
    HttpClient present = client;
    if (present != null && now.equals(version)) return present;
    HttpClient made = HttpClient.newBuilder()
        .sslContext(identity.context())
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
    client = made;
    version = now;
    return made;
  }
}
