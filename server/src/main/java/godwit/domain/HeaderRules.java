package godwit.domain;

import godwit.codec.air.TracingSystem;
import godwit.codec.batch.ContactCursor;
import godwit.codec.keys.RobertCountry;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Origin;
import godwit.codec.payload.ContactSection.Provenance;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SectionCursor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// Which exposure header a contact event should have, where its own was not heard but written by
/// the
/// receiver, who knew only where it was. Not for several threads.
///
/// - shape: types of 0x80 and above, whose families carry no header over the air
/// - units: ISO 3166-1 numbers
/// - errors: none; a header of which nothing better is known stays
/// - source: docs/protocol.md, "Headers that nobody sent"
public final class HeaderRules {
  private static final int FIRST_HEADERLESS_TYPE = 0x80;
  private static final int UNKNOWN_TYPE = 0xFF;

  private final IntFunction<RoutingCode> authorities;
  private final Map<Integer, Integer> countries;
  private final Optional<RobertCountry> robert;
  private final Map<Integer, RoutingCode> known = new HashMap<>();
  private final SectionCursor sections = new SectionCursor();
  private long moved;
  private long unknown;

  /// @param robert how countries are read; empty: they are not
  /// @param authorities who answers for a country
  public HeaderRules(Optional<RobertCountries> robert, IntFunction<RoutingCode> authorities) {
    this.authorities = authorities;
    this.countries = robert.map(RobertCountries::countries).orElse(Map.of());
    this.robert = robert.map(keys -> new RobertCountry(keys.federationKey()));
  }

  /// The header of the contact's exposure.
  ///
  /// @param written by whoever uploads, in front of a sound payload
  public ExposureHeader of(ExposureHeader written, byte[] bytes, ContactCursor contact) {
    if (written.payloadType() < FIRST_HEADERLESS_TYPE) return written;
    int provenance = provenance(bytes, contact);
    if (provenance >= 0 && Provenance.origin(bytes, provenance).equals(Optional.of(Origin.HEARD))) {
      return written;
    }
    ExposureHeader typed = written.payloadType() == UNKNOWN_TYPE && provenance >= 0
        ? typed(written, bytes, provenance, contact)
        : written;
    return PayloadFamily.of(typed.payloadType()) == PayloadFamily.ROBERT && robert.isPresent()
        ? moved(typed, robert.get().decrypt(bytes, data(contact)))
        : typed;
  }

  /// How many identifiers of ROBERT were of another country than their header.
  public long moved() {
    return moved;
  }

  /// How many were of a country that no number of the federation stands for.
  public long unknown() {
    return unknown;
  }

  /* The type that the service says under which the payload was heard; never what its bytes say. */
  private static ExposureHeader typed(
      ExposureHeader written, byte[] bytes, int provenance, ContactCursor contact) {
    int length = contact.payloadLength() - ExposureHeader.BYTES;
    for (TracingSystem system : TracingSystem.values()) {
      boolean fits =
          length == system.bodyBytes() && Provenance.isOf(bytes, provenance, system.service());
      if (fits) return new ExposureHeader(system.payloadType(), written.routing());
    }
    return written;
  }

  /* Noise, and a key that has changed, decrypt to some country as well. So a number that stands for
   * nobody says nothing, and the payload stays with whoever is where it was heard. */
  private ExposureHeader moved(ExposureHeader written, int number) {
    Optional<Integer> country = Optional.ofNullable(countries.get(number));
    if (country.isEmpty()) {
      unknown++;
      return written;
    }
    if (country.get() == written.routing().country()) return written;
    moved++;
    return new ExposureHeader(
        written.payloadType(), known.computeIfAbsent(country.get(), authorities::apply));
  }

  /* Where the section of provenance has its data; -1 where there is none that fits. */
  private int provenance(byte[] bytes, ContactCursor contact) {
    sections.wrap(bytes, contact.sectionsOffset(), contact.sectionsLength());
    while (sections.next()) {
      if (sections.code() == ContactSection.PROVENANCE_CODE
          && sections.dataLength() == Provenance.BYTES) {
        return sections.dataOffset();
      }
    }
    return -1;
  }

  private static int data(ContactCursor contact) {
    return contact.payloadOffset() + ExposureHeader.BYTES;
  }
}
