package godwit.codec.payload;

import static godwit.codec.payload.DiagnosticCode.BAD_URL;
import static godwit.codec.payload.DiagnosticCode.BAD_UTF8;
import static godwit.codec.payload.DiagnosticCode.NONE;
import static godwit.codec.payload.DiagnosticCode.TLV_BAD_LENGTH;
import static godwit.codec.payload.DiagnosticCode.TLV_BAD_VALUE;
import static godwit.codec.payload.DiagnosticCode.TLV_MISSING_DEPENDENCY;
import static godwit.codec.payload.DiagnosticCode.TLV_ORDER;

import godwit.codec.payload.ExtendedData.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads Extended Data and says what is odd about it.
///
/// Broken framing is structural and leaves no section. A rule that one section breaks alone leaves
/// it [SectionValue.Unread]; a rule between sections leaves both as they are.
public final class ExtendedDataDecoder {
  private static final SectionValue UNREAD = new SectionValue.Unread();
  private static final int MAX_RSSI_DESCRIPTION = 4;
  private static final int MAX_LATITUDE_MINUTES = 90 * 60;
  private static final int MAX_LONGITUDE_MINUTES = 180 * 60;

  private final List<Section> sections = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private ExtendedDataDecoder() {}

  public static ExtendedReading decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  public static ExtendedReading decode(byte[] bytes, int offset, int length) {
    DiagnosticCode fault = StructuralCheck.firstSectionFault(bytes, offset, length);
    if (fault != NONE) {
      return new ExtendedReading(Optional.empty(), List.of(Diagnostic.structural(fault)));
    }
    return new ExtendedDataDecoder().read(bytes, offset, length);
  }

  private ExtendedReading read(byte[] bytes, int offset, int length) {
    SectionCursor found = new SectionCursor().wrap(bytes, offset, length);
    while (found.next()) {
      add(found.code(), Bytes.copyOf(bytes, found.dataOffset(), found.dataLength()));
    }
    ExtendedData extended = new ExtendedData(sections);
    checkTimes(extended);
    return new ExtendedReading(Optional.of(extended), diagnostics);
  }

  private void add(int code, Bytes data) {
    SectionKind kind = SectionKind.of(code);
    if (kind == SectionKind.FORMAT_VERSION && !sections.isEmpty()) report(TLV_ORDER, code);
    Section section = new Section(code, data, value(kind, code, data));
    if (kind == SectionKind.SONAR_ERROR) checkSonarError(section);
    sections.add(section);
  }

  private SectionValue value(SectionKind kind, int code, Bytes data) {
    if (!kind.form().allows(data.length())) {
      report(TLV_BAD_LENGTH, code);
      return UNREAD;
    }
    return switch (kind.form()) {
      case UINT8, UINT8_OR_16, UINT32 -> whole(kind, code, data.unsigned());
      case INT8 -> new SectionValue.Whole((byte) data.unsigned());
      case REAL -> real(code, data);
      case PAIR -> pair(kind, code, (int) data.unsigned());
      case TEXT -> text(kind, code, data);
      case OPAQUE -> UNREAD;
    };
  }

  private SectionValue whole(SectionKind kind, int code, long value) {
    if (kind == SectionKind.RSSI_DESCRIPTION && value > MAX_RSSI_DESCRIPTION) {
      report(TLV_BAD_VALUE, code);
      return UNREAD;
    }
    return new SectionValue.Whole(value);
  }

  private SectionValue real(int code, Bytes data) {
    double value = data.real();
    if (!(value >= 0) || Double.isInfinite(value)) {
      report(TLV_BAD_VALUE, code);
      return UNREAD;
    }
    return new SectionValue.Real(value);
  }

  private SectionValue pair(SectionKind kind, int code, int both) {
    int first = both >> 16;
    int second = (short) both;
    if (kind == SectionKind.GEO_ARC_MINUTES
        && (Math.abs(first) > MAX_LATITUDE_MINUTES || Math.abs(second) > MAX_LONGITUDE_MINUTES)) {
      report(TLV_BAD_VALUE, code);
      return UNREAD;
    }
    return new SectionValue.Pair(first, second);
  }

  private SectionValue text(SectionKind kind, int code, Bytes data) {
    Optional<String> text = data.utf8();
    if (text.isEmpty()) {
      report(BAD_UTF8, code);
      return UNREAD;
    }
    if (kind == SectionKind.URL && !isHttps(text.get())) report(BAD_URL, code);
    return new SectionValue.Text(text.get());
  }

  private static boolean isHttps(String text) {
    try {
      URI uri = new URI(text);
      return "https".equalsIgnoreCase(uri.getScheme()) && uri.getRawAuthority() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private void checkSonarError(Section error) {
    for (Section earlier : sections) {
      if (earlier.kind() == SectionKind.SONAR_RANGE) {
        if (earlier.data().length() != error.data().length()) report(TLV_BAD_LENGTH, error.code());
        return;
      }
    }
    report(TLV_MISSING_DEPENDENCY, error.code());
  }

  private void checkTimes(ExtendedData extended) {
    Optional<Section> start = extended.first(SectionKind.EVENT_START);
    Optional<Section> end = extended.first(SectionKind.EVENT_END);
    if (start.isPresent()
        && end.isPresent()
        && start.get().value() instanceof SectionValue.Whole(long startSeconds)
        && end.get().value() instanceof SectionValue.Whole(long endSeconds)
        && endSeconds < startSeconds) {
      report(TLV_BAD_VALUE, end.get().code());
    }
  }

  private void report(DiagnosticCode code, int sectionCode) {
    diagnostics.add(Diagnostic.semantic(code, "section " + PayloadView.hexCode(sectionCode)));
  }
}
