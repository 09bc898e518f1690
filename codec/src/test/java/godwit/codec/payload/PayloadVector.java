package godwit.codec.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.codec.air.AdvertDecoder;
import godwit.codec.air.AirView;
import godwit.codec.air.HeraldWriteDecoder;
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

  /// The vectors of an array that need no key to be decoded.
  static List<PayloadVector> of(JsonNode array) {
    List<PayloadVector> vectors = new ArrayList<>();
    for (JsonNode node : array) {
      String kind = node.get("kind").asText();
      if (kind.equals("crypto")) continue;
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
    byte[] bytes = bytes();
    Map<String, @Nullable Object> view = switch (kind) {
      case "payload" -> PayloadView.of(PayloadDecoder.decode(bytes));
      case "extended" -> PayloadView.of(ExtendedDataDecoder.decode(bytes));
      case "concat" -> PayloadView.of(PayloadSeries.read(bytes));
      case "gatt" -> AirView.of(HeraldWriteDecoder.decode(bytes));
      case "advert" -> AirView.of(AdvertDecoder.decode(bytes));
      default -> throw new IllegalStateException("kind=" + kind);
    };
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
