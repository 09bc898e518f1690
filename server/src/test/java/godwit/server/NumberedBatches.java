package godwit.server;

import godwit.codec.BigEndian;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;

/// Batches whose records can be told apart: each payload ends with the record's number.
final class NumberedBatches {
  private static final int HERALD_SIMPLE = 0x10;
  private static final int OF_AN_OPERATOR = 0x01;
  private static final int DATA_BYTES = 16;
  private static final int NUMBER = 8;
  private static final int CONTACT_SECONDS = 900;

  private NumberedBatches() {}

  /// Exposures that one authority sends another.
  static Buffer exposures(UUID batch, RoutingCode from, RoutingCode to, int records)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new BatchWriter(preamble(Magic.EXPOSURES, batch, from, to), out);
    int day = (int) today().toEpochDay();
    var builder = BlockBuilder.exposures(payloadType(to), to.code(), day, 1, 0, DATA_BYTES);
    for (int number = 0; number < records; number++) {
      byte[] data = data(number);
      if (!builder.addExposure(100, data, 0, DATA_BYTES)) {
        writer.block(builder);
        builder.addExposure(100, data, 0, DATA_BYTES);
      }
    }
    writer.block(builder);
    writer.finish();
    return Buffer.buffer(out.toByteArray());
  }

  /// What a phone of `app` uploads: it met users of `met`.
  static Buffer contacts(UUID batch, RoutingCode app, RoutingCode met, int records)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new BatchWriter(preamble(Magic.CONTACTS, batch, app, app), out);
    long start = today().minusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    var builder = BlockBuilder.contacts();
    for (int number = 0; number < records; number++) {
      byte[] payload = new byte[1 + RoutingCode.BYTES + DATA_BYTES];
      payload[0] = (byte) payloadType(met);
      BigEndian.put32(payload, 1, met.code());
      System.arraycopy(data(number), 0, payload, 1 + RoutingCode.BYTES, DATA_BYTES);
      if (!builder.addContact(start, start + CONTACT_SECONDS, payload, new byte[0])) {
        writer.block(builder);
        builder.addContact(start, start + CONTACT_SECONDS, payload, new byte[0]);
      }
    }
    writer.block(builder);
    writer.finish();
    return Buffer.buffer(out.toByteArray());
  }

  static LocalDate today() {
    return LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
  }

  /// Marks the numbers of the records in stored blocks.
  ///
  /// @return how many records there are
  static int mark(byte[] blocks, BitSet numbers) {
    int records = 0;
    var cursor = new ExposureCursor();
    int offset = 0;
    while (offset < blocks.length) {
      BlockHeader header = BlockHeader.read(blocks, offset);
      cursor.wrap(blocks, offset, header);
      while (cursor.next()) {
        numbers.set((int) BigEndian.int64(blocks, cursor.dataOffset() + NUMBER));
        records++;
      }
      offset += header.blockBytes();
    }
    return records;
  }

  private static int payloadType(RoutingCode code) {
    return code.custom() ? OF_AN_OPERATOR : HERALD_SIMPLE;
  }

  private static byte[] data(int number) {
    byte[] data = new byte[DATA_BYTES];
    Arrays.fill(data, 0, NUMBER, (byte) 0x5A);
    BigEndian.put64(data, NUMBER, number);
    return data;
  }

  private static Preamble preamble(Magic magic, UUID batch, RoutingCode from, RoutingCode to) {
    return new Preamble(magic, 0, batch, from, to, Instant.now().toEpochMilli());
  }
}
