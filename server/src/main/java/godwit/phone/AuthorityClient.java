package godwit.phone;

import godwit.peer.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One authority's server, as its staff and the phones of its users speak to it.
///
/// Its methods wait: not for event loops.
public final class AuthorityClient {
  private static final int WAITING = 64;
  private static final int PATIENCE_SECONDS = 60;
  private static final int MAX_ANSWER_BYTES = 8 << 20;
  private static final int TRIES = 5;
  private static final int CONFIRMED_TEST = 1;
  private static final String LIST = "/exposure-list";
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>; rel=\"next\"");

  private final HttpClient phones;
  private final HttpClient staff;

  /// @param connections that the phones open at most
  public AuthorityClient(Vertx vertx, int devicesPort, int opsPort, Path trust, int connections) {
    HttpClientOptions options = new HttpClientOptions()
        .setDefaultHost("localhost")
        .setDefaultPort(devicesPort)
        .setSsl(true)
        .setTrustOptions(new PemTrustOptions().addCertPath(trust.toString()));
    if (OpenSSLEngineOptions.isAvailable()) options.setSslEngineOptions(new OpenSSLEngineOptions());
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(WAITING);
    this.phones = vertx.createHttpClient(options, pool);
    this.staff = vertx.createHttpClient(
        new HttpClientOptions().setDefaultHost("localhost").setDefaultPort(opsPort), pool);
  }

  /// A page of the exposure list, or none yet; and where to ask next.
  public record Page(Optional<Buffer> batch, String next) {}

  private record Answer(int status, Optional<String> link, Buffer body) {}

  /// A code that staff hand to somebody whose test was positive.
  public String code(LocalDate test, LocalDate onset) throws IOException {
    JsonObject confirmed = new JsonObject()
        .put("riskType", CONFIRMED_TEST)
        .put("testDate", test.toString())
        .put("onset", onset.toString())
        .put("crossBorder", true);
    RequestOptions request = post("/admin/code").putHeader("X-Godwit-Admin", "1");
    Answer answer = call(staff, request, confirmed.toBuffer());
    return require(answer, 201, "a code").toJsonObject().getString("code");
  }

  /// Takes back what was uploaded under a code.
  public void revoke(String code) throws IOException {
    RequestOptions request = post("/admin/revocation").putHeader("X-Godwit-Admin", "1");
    require(
        call(staff, request, new JsonObject().put("code", code).toBuffer()), 200, "a revocation");
  }

  /// Registers a user of a centralised family; or, with its secret, gets its next identifiers.
  public JsonObject register(String family, Optional<String> secret) throws IOException {
    RequestOptions request = post("/register");
    secret.ifPresent(each -> request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + each));
    Buffer body = secret.isPresent()
        ? Buffer.buffer()
        : new JsonObject().put("family", family).toBuffer();
    Answer answer = call(phones, request, body);
    return require(answer, secret.isPresent() ? 200 : 201, "a registration").toJsonObject();
  }

  /// What a registered user's days add up to.
  public JsonObject status(String secret) throws IOException {
    RequestOptions request =
        post("/status").putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + secret);
    return require(call(phones, request, Buffer.buffer()), 200, "a status").toJsonObject();
  }

  /// Forgets a registered user.
  public void erase(String secret) throws IOException {
    RequestOptions request = new RequestOptions()
        .setMethod(HttpMethod.DELETE)
        .setURI("/register")
        .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + secret);
    require(call(phones, request, Buffer.buffer()), 204, "an erasure");
  }

  /// How this authority's phones are to weigh what they find.
  public JsonObject config() throws IOException {
    RequestOptions request = new RequestOptions().setMethod(HttpMethod.GET).setURI("/config");
    return require(call(phones, request, Buffer.buffer()), 200, "settings").toJsonObject();
  }

  /// What a phone gets for a code, and uploads with.
  public String token(String code) throws IOException {
    Answer answer =
        call(phones, post("/authorisation"), new JsonObject().put("code", code).toBuffer());
    return require(answer, 201, "an authorisation").toJsonObject().getString("token");
  }

  /// Uploads a gzip batch; a server that is full is asked again, with the same bytes.
  ///
  /// @return how many contact events were accepted
  public long upload(String token, byte[] batch) throws IOException {
    RequestOptions request = post("/contact")
        .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
        .putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    Answer answer = call(phones, request, Buffer.buffer(batch));
    for (int tries = 1; isFull(answer) && tries < TRIES; tries++) {
      rest();
      answer = call(phones, request, Buffer.buffer(batch));
    }
    if (answer.status() == 200) return accepted(answer.body());
    return accepted(require(answer, 201, "an upload"));
  }

  /// Where the list begins.
  public String list() {
    return LIST;
  }

  /// Fetches a page.
  public Page page(String address) throws IOException {
    RequestOptions request = new RequestOptions().setMethod(HttpMethod.GET).setURI(address);
    Answer answer = call(phones, request, Buffer.buffer());
    String next = answer.link().flatMap(AuthorityClient::next).orElse(address);
    if (answer.status() == 204) return new Page(Optional.empty(), next);
    return new Page(Optional.of(require(answer, 200, "a page of the list")), next);
  }

  private static RequestOptions post(String path) {
    return new RequestOptions().setMethod(HttpMethod.POST).setURI(path);
  }

  private static Answer call(HttpClient client, RequestOptions request, Buffer body)
      throws IOException {
    try {
      return client
          .request(request)
          .compose(opened -> opened.send(body).compose(AuthorityClient::read))
          .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IOException("no answer to " + request.getURI() + " in time", late);
    } catch (Exception fault) {
      throw new IOException(request.getURI() + " failed: " + fault.getMessage(), fault);
    }
  }

  private static Future<Answer> read(HttpClientResponse response) {
    String length =
        Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_LENGTH)).orElse("0");
    if (Long.parseLong(length) > MAX_ANSWER_BYTES) {
      return Future.failedFuture(new IOException("an answer of " + length + " bytes"));
    }
    Optional<String> link = Optional.ofNullable(response.getHeader("Link"));
    return response.body().map(body -> new Answer(response.statusCode(), link, body));
  }

  private static Buffer require(Answer answer, int status, String what) throws IOException {
    if (answer.status() == status) return answer.body();
    throw new IOException(what + " was answered " + answer.status() + ": " + answer.body());
  }

  private static boolean isFull(Answer answer) {
    return Reply.isRetryable(answer.status());
  }

  private static long accepted(Buffer receipt) {
    return receipt.toJsonObject().getLong("accepted");
  }

  private static Optional<String> next(String link) {
    Matcher found = NEXT.matcher(link);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static void rest() throws IOException {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }
}
