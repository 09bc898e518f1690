package godwit.codec.payload;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Sections of further facts at the end of a payload, in the order they were written.
///
/// - shape: any number of `u8 code | u8 length | data`, the length counting the data alone
/// - units: see [SectionKind]
/// - errors: what [ExtendedDataDecoder] reports; codes may repeat
/// - source: Herald, International Interoperability Specification (draft), Extended Data
public record ExtendedData(List<Section> sections) {
  /// No section at all.
  public static final ExtendedData EMPTY = new ExtendedData(List.of());

  public ExtendedData {
    sections = List.copyOf(sections);
  }

  /// The first section of a kind.
  public Optional<Section> first(SectionKind kind) {
    for (Section section : sections) {
      if (section.kind() == kind) return Optional.of(section);
    }
    return Optional.empty();
  }

  /// Bytes on the wire.
  public int totalBytes() {
    int total = 0;
    for (Section section : sections) {
      total += PayloadLayout.SECTION_HEAD_BYTES + section.data().length();
    }
    return total;
  }

  @Override
  public String toString() {
    return sections.size() + " sections, " + totalBytes() + " bytes";
  }

  /// One section: its code, its data as written, and what they say.
  public record Section(int code, Bytes data, SectionValue value) {
    public Section {
      if (code < 0 || code >= PayloadLayout.EXTENDED_SECTION_CODE) {
        throw new IllegalArgumentException("code=" + code);
      }
      if (data.length() == 0 || data.length() > PayloadLayout.MAX_SECTION_BYTES) {
        throw new IllegalArgumentException("code=" + code + " length=" + data.length());
      }
    }

    public SectionKind kind() {
      return SectionKind.of(code);
    }

    /// The number read with a sign, at the width it was written in; empty if this is no number.
    ///
    /// Transmit powers are dBm, which may be negative, though the draft has them unsigned.
    public OptionalLong signed() {
      if (!(value instanceof SectionValue.Whole(long whole))) return OptionalLong.empty();
      int unused = Long.SIZE - Byte.SIZE * data.length();
      return OptionalLong.of(whole << unused >> unused);
    }

    @Override
    public String toString() {
      return kind() + ", " + data;
    }
  }
}
