package godwit.batchfile;

import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;

import com.fasterxml.jackson.core.JsonGenerator;
import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;

/// A batch as members of the JSON object that is open, written while the batch is read.
///
/// - shape: `"preamble", "blocks", "end", "totals", "valid"`, and of a broken batch what was read
///   before, then `"error", "offset"`, and `"pointer"` or `"block"`
/// - units: offsets in bytes of the decoded batch (of blocks, in its octets); bytes in lower-case
/// hex; dates ISO 8601
/// - errors: [UncheckedIOException] of the stream
/// - source: our own
///
/// Shows every byte: for the operator who asked, never for a log.
public final class BatchView implements BatchSink {
  private final JsonGenerator json;
  private final RecordViews records;
  private boolean inBlocks;
  private int blocks;
  private long recordCount;
  private long bytes;

  /// @param shown records to show of each block
  public BatchView(JsonGenerator json, long shown) {
    this.json = json;
    this.records = new RecordViews(json, shown);
  }

  @Override
  public void preamble(Preamble preamble) {
    bytes = BatchLayout.PREAMBLE_BYTES;
    writing(() -> {
      json.writeObjectFieldStart("preamble");
      json.writeStringField("magic", preamble.magic().text());
      json.writeNumberField("hops", preamble.hops());
      json.writeStringField("batch", preamble.batch().toString());
      json.writeObjectFieldStart("origin");
      code(preamble.origin());
      json.writeEndObject();
      json.writeObjectFieldStart("destination");
      code(preamble.destination());
      json.writeEndObject();
      json.writeStringField(
          "created", Instant.ofEpochMilli(preamble.createdMillis()).toString());
      json.writeEndObject();
      json.writeArrayFieldStart("blocks");
      inBlocks = true;
    });
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] block, int offset) {
    writing(() -> {
      json.writeStartObject();
      json.writeNumberField("block", index);
      json.writeNumberField("offset", bytes);
      header(header);
      records.show(header, block, offset);
      json.writeEndObject();
    });
    blocks++;
    recordCount += header.count();
    bytes += header.blockBytes();
    return false;
  }

  @Override
  public void segment(Segment segment) {
    throw new IllegalStateException("no block is kept");
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    bytes += end.bytes().length;
    writing(() -> {
      endBlocks();
      json.writeObjectFieldStart("end");
      json.writeNumberField("total", end.total());
      json.writeStringField("digest", "sha-256:" + hex(end.digest()));
      json.writeBooleanField("digestOk", true);
      json.writeStringField("algorithm", end.signature().isPresent() ? "ecdsa-p256" : "none");
      if (end.signature().isPresent()) {
        json.writeStringField("keyId", hex(end.signature().get().keyId()));
        json.writeStringField("signature", hex(end.signature().get().value()));
      }
      json.writeEndObject();
    });
  }

  /// Ends the members of a batch that was read to its end.
  void finish() {
    writing(() -> {
      totals();
      json.writeBooleanField("valid", true);
    });
  }

  /// Ends the members of a batch that broke off, and says why.
  void finish(DecodeException broken) {
    writing(() -> {
      endBlocks();
      if (broken.fault() == Fault.BAD_DIGEST) {
        json.writeObjectFieldStart("end");
        json.writeBooleanField("digestOk", false);
        json.writeEndObject();
      }
      totals();
      json.writeBooleanField("valid", false);
      json.writeStringField("error", broken.fault().reason());
      json.writeNumberField("offset", broken.offset());
      if (broken.pointer().isPresent()) {
        json.writeStringField("pointer", broken.pointer().get());
      }
      if (broken.block() != DecodeException.NO_BLOCK) {
        json.writeNumberField("block", broken.block());
      }
    });
  }

  private void header(BlockHeader header) throws IOException {
    json.writeStringField("kind", kind(header.kind()));
    if (header.kind() == KIND_EXPOSURES || header.kind() == KIND_VENUE) {
      json.writeNumberField("payloadType", header.payloadType());
      json.writeStringField("family", PayloadFamily.of(header.payloadType()).label());
      code(header.routing());
      json.writeStringField("date", LocalDate.ofEpochDay(header.date()).toString());
      json.writeNumberField("riskType", header.riskType());
      json.writeNumberField("riskMechanism", header.mechanism());
      json.writeNumberField("dataLength", header.dataLength());
    } else if (header.kind() == BatchLayout.KIND_SEALED) {
      json.writeStringField("routingCode", HexFormat.of().toHexDigits(header.routingCode()));
    }
    json.writeNumberField("count", header.count());
    json.writeNumberField("bodyLength", header.bodyLength());
    json.writeStringField("crc", HexFormat.of().toHexDigits(header.crc()));
  }

  private void code(RoutingCode code) throws IOException {
    if (code.custom()) {
      json.writeStringField("custom", code.hex());
    } else {
      json.writeNumberField("country", code.country());
      json.writeNumberField("state", code.state());
    }
  }

  private void totals() throws IOException {
    json.writeObjectFieldStart("totals");
    json.writeNumberField("blocks", blocks);
    json.writeNumberField("records", recordCount);
    json.writeNumberField("bytes", bytes);
    json.writeEndObject();
  }

  private void endBlocks() throws IOException {
    if (inBlocks) json.writeEndArray();
    inBlocks = false;
  }

  private static String kind(int kind) {
    return switch (kind) {
      case KIND_EXPOSURES -> "exposures";
      case KIND_VENUE -> "venue-exposures";
      case KIND_CONTACTS -> "contacts";
      default -> "sealed";
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static void writing(Writing action) {
    try {
      action.run();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Something that writes JSON.
  interface Writing {
    void run() throws IOException;
  }
}
