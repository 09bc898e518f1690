package godwit.server;

import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.PayloadReading;
import godwit.codec.payload.PayloadView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Payloads of one length, back to back, as phones share them: nothing says where one ends.
///
/// - shape: the first length of [#LENGTHS] at which every piece is a payload of the same type
/// - units: bytes, exposure headers included
/// - errors: none thrown; `LENGTH_MISMATCH` where no length fits
/// - source: Herald's payload sharing, which splits at 21 bytes
final class ConcatenatedPayloads {
  /* Simple, ROBERT, DP3T and short GAEN; long GAEN; PACT; venue. */
  private static final int[] LENGTHS = {21, 25, 33, 9};

  private ConcatenatedPayloads() {}

  static Map<String, @Nullable Object> view(byte[] bytes) {
    OptionalInt length = length(bytes);
    if (length.isEmpty()) {
      return ContactView.refused("LENGTH_MISMATCH", "no length of payloads divides these bytes");
    }
    List<@Nullable Object> payloads = new ArrayList<>();
    List<Object> diagnostics = new ArrayList<>();
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    for (int at = 0; at < bytes.length; at += length.getAsInt()) {
      Map<String, @Nullable Object> view =
          PayloadView.of(PayloadDecoder.decode(bytes, at, length.getAsInt()));
      if (result.isEmpty() || Boolean.TRUE.equals(result.get("valid"))) {
        for (String member : List.of("valid", "error", "severity")) {
          result.put(member, view.get(member));
        }
      }
      payloads.add(view.get("decoded"));
      if (view.get("diagnostics") instanceof List<?> found) diagnostics.addAll(found);
    }
    result.put("decoded", Map.of("fixedLength", length.getAsInt(), "payloads", payloads));
    result.put("diagnostics", diagnostics);
    return result;
  }

  private static OptionalInt length(byte[] bytes) {
    for (int length : LENGTHS) {
      if (bytes.length > 0 && bytes.length % length == 0 && fits(bytes, length)) {
        return OptionalInt.of(length);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean fits(byte[] bytes, int length) {
    for (int at = 0; at < bytes.length; at += length) {
      boolean sound = bytes[at] == bytes[0]
          && PayloadDecoder.decode(bytes, at, length) instanceof PayloadReading.Sound;
      if (!sound) return false;
    }
    return true;
  }
}
