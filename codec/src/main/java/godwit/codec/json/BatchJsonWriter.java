package godwit.codec.json;

import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_SEALED;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.VenueCursor;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.io.OutputStream;

/// Writes a batch of exposures as JSON, block by block: the same records give the same bytes.
///
/// - shape: the document that [BatchJsonReader] reads, both arrays in it, a record on each line
/// - units: those of the octets
/// - errors: [NoJsonForm], [IOException] of the stream
/// - source: docs/protocol.md, "JSON"
///
/// Exposures come before venue exposures in a document. So a caller whose blocks are mixed gives
/// all of kind 1 first; the order within a kind is kept. A signature is left out.
public final class BatchJsonWriter {
  private static final int SECONDS_OF_A_DAY = 86_400;

  private final JsonOutput out;
  private final ExposureCursor exposures = new ExposureCursor();
  private final VenueCursor venues = new VenueCursor();
  private boolean inVenues;
  private boolean first = true;

  /// Begins the document. The stream is written to in pieces of a few kilobytes.
  public BatchJsonWriter(Preamble preamble, OutputStream stream) throws IOException {
    if (preamble.magic() == Magic.CONTACTS) throw new NoJsonForm(NoJsonForm.Cause.CONTACTS);
    if (preamble.hops() > 0) throw new NoJsonForm(NoJsonForm.Cause.RELAYED);
    long created = preamble.createdMillis();
    if (created < 0 || created > TimeText.MAX_MILLIS) {
      throw new NoJsonForm(NoJsonForm.Cause.CREATED);
    }
    out = new JsonOutput(stream);
    out.text("{\"batch\":\"" + preamble.batch() + "\",\"origin\":{");
    out.text(code(preamble.origin()) + "},\"destination\":{" + code(preamble.destination()));
    out.text("},\"created\":\"");
    out.millis(created);
    out.text("\",\"exposures\":[");
  }

  /// Writes the records of a block.
  public void block(BlockHeader header, byte[] block, int offset) throws IOException {
    switch (header.kind()) {
      case KIND_EXPOSURES -> exposures(header, exposures.wrap(block, offset, header), block);
      case KIND_VENUE -> venues(header, venues.wrap(block, offset, header), block);
      case KIND_SEALED -> throw new NoJsonForm(NoJsonForm.Cause.SEALED);
      default -> throw new NoJsonForm(NoJsonForm.Cause.CONTACTS);
    }
  }

  /// Ends the document. Nothing can be written after it.
  public void finish() throws IOException {
    if (!inVenues) startVenues();
    out.text("]}\n");
    out.flush();
  }

  private void exposures(BlockHeader header, ExposureCursor records, byte[] block)
      throws IOException {
    if (inVenues) throw new IllegalStateException("exposures after venue exposures");
    byte[] head = ascii("\n" + shared(header) + "\"data\":\"");
    byte[] middle = ascii("\",\"date\":\"" + date(header.date()) + "\"," + riskType(header));
    byte[] tail = ascii("," + mechanism(header) + "}");
    while (records.next()) {
      separate();
      out.bytes(head);
      out.base64(block, records.dataOffset(), records.dataLength());
      out.bytes(middle);
      out.hundredths(records.score());
      out.bytes(tail);
    }
  }

  private void venues(BlockHeader header, VenueCursor records, byte[] block) throws IOException {
    if (!inVenues) startVenues();
    byte[] head = ascii("\n" + shared(header) + "\"venue\":");
    byte[] start = ascii(",\"start\":\"");
    byte[] end = ascii("\",\"end\":\"");
    byte[] middle = ascii("\"," + riskType(header));
    byte[] tail = ascii("," + mechanism(header) + ",\"data\":\"");
    while (records.next()) {
      if (records.startSeconds() / SECONDS_OF_A_DAY != header.date()) {
        throw new NoJsonForm(NoJsonForm.Cause.DATE);
      }
      separate();
      out.bytes(head);
      out.number(records.venue());
      out.bytes(start);
      out.seconds(records.startSeconds());
      out.bytes(end);
      out.seconds(records.endSeconds());
      out.bytes(middle);
      out.hundredths(records.score());
      out.bytes(tail);
      out.base64(block, records.dataOffset(), records.dataLength());
      out.text("\"}");
    }
  }

  private void startVenues() throws IOException {
    out.text("],\"venueExposures\":[");
    inVenues = true;
    first = true;
  }

  private void separate() throws IOException {
    if (!first) out.text(",");
    first = false;
  }

  private static String shared(BlockHeader header) {
    return "{\"payloadType\":" + header.payloadType() + "," + code(header.routing()) + ",";
  }

  private static String code(RoutingCode code) {
    return code.custom()
        ? "\"custom\":\"" + code.hex() + "\""
        : "\"country\":" + code.country() + ",\"state\":" + code.state();
  }

  private static String riskType(BlockHeader header) {
    return "\"riskType\":" + word(RiskWords.TYPES, header.riskType()) + ",\"riskScore\":";
  }

  private static String mechanism(BlockHeader header) {
    return "\"riskMechanism\":" + word(RiskWords.MECHANISMS, header.mechanism());
  }

  private static String word(RiskWords words, int code) {
    return code < words.count() ? "\"" + words.all().get(code) + "\"" : Integer.toString(code);
  }

  private static String date(int day) {
    byte[] bytes = new byte[TimeText.DATE_LENGTH];
    TimeText.putDays(bytes, 0, day);
    return new String(bytes, US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
