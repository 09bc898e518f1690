package godwit.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a listener does, for machines: its OpenAPI document, at `/openapi.json`.
///
/// The documents are written by hand, and tests hold every route to them.
public enum Contract {
  PEERS("peers-openapi.json"),
  DEVICES("devices-openapi.json");

  private static final String PATH = "/openapi.json";

  private final String document;

  Contract(String resource) {
    this.document = read(resource);
  }

  public void mount(Router router, Vertx vertx) {
    Routing.of(router, vertx).get(PATH, context -> {
      String type = Accept.of(context.request()).require(Answers.JSON);
      Conditional.send(context, type, document());
    });
  }

  public Buffer document() {
    return Buffer.buffer(document);
  }

  private static String read(String resource) {
    try (InputStream in = Contract.class.getResourceAsStream(resource)) {
      byte[] bytes = Optional.ofNullable(in)
          .orElseThrow(() -> new IllegalStateException("missing=" + resource))
          .readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
