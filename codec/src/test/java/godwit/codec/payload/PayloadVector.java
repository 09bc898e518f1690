package godwit.codec.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Golden bytes and what is to be made of them; `/vectors/payload.json` holds them.
record PayloadVector(String name, String kind, String hex, JsonNode expected) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Every vector of this project.
  static Stream<PayloadVector> all() {
    try (InputStream in = PayloadVector.class.getResourceAsStream("/vectors/payload.json")) {
      return of(JSON.readTree(Objects.requireNonNull(in))).stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The whole payloads among them.
  static Stream<PayloadVector> payloads() {
    return all().filter(vector -> vector.kind().equals("payload"));
  }

  /// The vectors of an array that are payloads or Extended Data.
  static List<PayloadVector> of(JsonNode array) {
    List<PayloadVector> vectors = new ArrayList<>();
    for (JsonNode node : array) {
      String kind = node.get("kind").asText();
      if (!kind.equals("payload") && !kind.equals("extended")) continue;
      vectors.add(
          new PayloadVector(node.get("name").asText(), kind, node.get("hex").asText(), node));
    }
    return vectors;
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /// What the decoder makes of these bytes, as JSON.
  JsonNode view() {
    Map<String, @Nullable Object> view = kind.equals("payload")
        ? PayloadView.of(PayloadDecoder.decode(bytes()))
        : PayloadView.of(ExtendedDataDecoder.decode(bytes()));
    return json(view);
  }

  /// A field of the vector; for the fields of a view, what it should be.
  JsonNode expected(String field) {
    return expected.get(field);
  }

  /* Printed and read again, so that 1 is 1 whichever Java type it had. */
  static JsonNode json(Map<String, @Nullable Object> view) {
    try {
      return JSON.readTree(JSON.writeValueAsString(view));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
