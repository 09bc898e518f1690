package godwit.codec.payload;

import godwit.codec.payload.ExtendedData.Section;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A reading as nested maps, lists, text and numbers, ready to be printed as JSON.
///
/// - shape: see [DecodedView]; decoded has the header, the body's fields and the sections
/// - units: bytes as lower-case hex; numbers as they are
/// - errors: none
/// - source: our own
///
/// Shows every byte: for the operator who asked, never for a log.
public final class PayloadView {
  private PayloadView() {}

  public static Map<String, @Nullable Object> of(PayloadReading reading) {
    return switch (reading) {
      case PayloadReading.Sound(Payload payload, List<Diagnostic> diagnostics) ->
        DecodedView.of(
            diagnostics,
            payload.family().isReserved() ? Optional.empty() : Optional.of(whole(payload)));
      case PayloadReading.Broken broken -> DecodedView.of(broken.diagnostics(), rest(broken));
    };
  }

  public static Map<String, @Nullable Object> of(ExtendedReading reading) {
    Optional<Map<String, Object>> decoded =
        reading.extended().map(extended -> Map.of("extended", sections(extended)));
    return DecodedView.of(reading.diagnostics(), decoded);
  }

  public static Map<String, @Nullable Object> of(PayloadSeries series) {
    Map<String, Object> decoded = new LinkedHashMap<>();
    decoded.put("fixedLength", series.fixedLength());
    decoded.put("payloads", series.payloads().stream().map(PayloadView::decoded).toList());
    return DecodedView.of(
        series.diagnostics(),
        series.payloads().isEmpty() ? Optional.empty() : Optional.of(decoded));
  }

  private static @Nullable Object decoded(PayloadReading reading) {
    return of(reading).get("decoded");
  }

  private static Map<String, Object> whole(Payload payload) {
    Map<String, Object> view = header(payload.header());
    view.put("totalLength", payload.totalBytes());
    view.put("body", body(payload));
    extended(payload).ifPresent(extended -> view.put("extended", sections(extended)));
    return view;
  }

  private static Optional<Map<String, Object>> rest(PayloadReading.Broken broken) {
    if (broken.header().isEmpty()) return Optional.empty();
    ExposureHeader header = broken.header().get();
    if (PayloadFamily.of(header.payloadType()).isReserved()) return Optional.empty();
    Map<String, Object> view = header(header);
    if (header.routing().isRoutable()) view.put("totalLength", broken.totalBytes());
    broken.withoutExtended().ifPresent(payload -> view.put("body", body(payload)));
    return Optional.of(view);
  }

  private static Map<String, Object> header(ExposureHeader header) {
    PayloadFamily family = PayloadFamily.of(header.payloadType());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("code", hexCode(header.payloadType()));
    view.put("family", family.label());
    view.put("version", family.version(header.payloadType()));
    view.put("routing", routing(header.routing()));
    return view;
  }

  private static Map<String, Object> routing(RoutingCode routing) {
    Map<String, Object> view = new LinkedHashMap<>();
    if (routing.custom()) {
      view.put("kind", "opaque");
      view.put("routingCode", routing.hex());
    } else {
      view.put("kind", "nation");
      view.put("country", routing.country());
      view.put("state", routing.state());
    }
    return view;
  }

  private static Map<String, Object> body(Payload payload) {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (payload) {
      case Payload.Simple simple -> view.put("contactId", simple.contactId().hex());
      case Payload.Venue venue -> view.put("locationCode", venue.locationCode());
      case Payload.Gaen gaen -> {
        view.put("rpi", gaen.rollingId().hex());
        if (gaen.metadata().length() > 0) view.put("aem", gaen.metadata().hex());
      }
      case Payload.Robert robert -> {
        view.put("ecc", robert.encryptedCountry().hex());
        view.put("ebid", robert.ephemeralId().hex());
        view.put("time", robert.time());
        view.put("mac", robert.mac().hex());
      }
      case Payload.BlueTrace blueTrace -> {
        view.put("outerLength", blueTrace.outerLength());
        view.put("innerLength", blueTrace.id().length());
        blueTrace.id().utf8().ifPresent(id -> view.put("id", id));
      }
      case Payload.Dp3t dp3t -> view.put("ephId", dp3t.ephemeralId().hex());
      case Payload.Pact pact -> view.put("chirp", pact.chirp().hex());
      case Payload.Opaque opaque -> view.put("opaque", opaque.body().hex());
    }
    return view;
  }

  private static Optional<ExtendedData> extended(Payload payload) {
    return switch (payload) {
      case Payload.Simple simple -> Optional.of(simple.extended());
      case Payload.Venue venue -> Optional.of(venue.extended());
      case Payload.BlueTrace blueTrace -> Optional.of(blueTrace.extended());
      case Payload.Gaen _, Payload.Robert _, Payload.Dp3t _, Payload.Pact _, Payload.Opaque _ ->
        Optional.empty();
    };
  }

  private static List<Map<String, Object>> sections(ExtendedData extended) {
    List<Map<String, Object>> views = new ArrayList<>();
    for (Section section : extended.sections()) views.add(section(section));
    return views;
  }

  private static Map<String, Object> section(Section section) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("code", hexCode(section.code()));
    view.put("name", section.kind().label());
    view.put("length", section.data().length());
    view.put("hex", section.data().hex());
    switch (section.value()) {
      case SectionValue.Whole(long value) -> view.put("value", value);
      case SectionValue.Real(double value) -> view.put("value", value);
      case SectionValue.Pair(int first, int second) -> view.put("value", List.of(first, second));
      case SectionValue.Text(String value) -> view.put("value", value);
      case SectionValue.Unread _ -> {}
    }
    return view;
  }

  static String hexCode(int code) {
    return "0x" + HexFormat.of().toHexDigits((byte) code);
  }
}
