package godwit.codec.payload;

import static godwit.codec.payload.DiagnosticCode.NONE;

import godwit.codec.BigEndian;
import java.io.ByteArrayOutputStream;

/// Writes payloads as bytes, exposure header first: the way back of [PayloadDecoder].
///
/// - shape: see [Payload]
/// - units: numbers are big-endian
/// - errors: [IllegalArgumentException] for a payload that the decoder would refuse
/// - source: Herald, International Interoperability Specification (draft), Annexes B to E
public final class PayloadWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PayloadWriter() {}

  public static byte[] bytes(Payload payload) {
    ExposureHeader header = payload.header();
    PayloadWriter writer = new PayloadWriter();
    writer.out.write(header.payloadType());
    writer.uint32(header.routing().code());
    writer.data(payload);
    byte[] bytes = writer.out.toByteArray();
    DiagnosticCode fault = StructuralCheck.firstFault(
        header.payloadType(), bytes, ExposureHeader.BYTES, bytes.length - ExposureHeader.BYTES);
    if (fault != NONE || !header.routing().isRoutable()) {
      throw new IllegalArgumentException("fault=" + fault + " routing=" + header.routing());
    }
    return bytes;
  }

  private void data(Payload payload) {
    switch (payload) {
      case Payload.Simple simple -> {
        run(simple.contactId());
        extended(simple.extended());
      }
      case Payload.Venue venue -> {
        uint32((int) venue.locationCode());
        extended(venue.extended());
      }
      case Payload.Gaen gaen -> {
        run(gaen.rollingId());
        run(gaen.metadata());
      }
      case Payload.Robert robert -> {
        run(robert.encryptedCountry());
        run(robert.ephemeralId());
        uint16(robert.time());
        run(robert.mac());
      }
      case Payload.BlueTrace blueTrace -> {
        uint16(blueTrace.outerLength());
        uint16(blueTrace.id().length());
        run(blueTrace.id());
        extended(blueTrace.extended());
      }
      case Payload.Dp3t dp3t -> run(dp3t.ephemeralId());
      case Payload.Pact pact -> run(pact.chirp());
      case Payload.Opaque opaque -> run(opaque.body());
    }
  }

  private void extended(ExtendedData extended) {
    out.writeBytes(ExtendedDataWriter.bytes(extended));
  }

  private void run(Bytes bytes) {
    out.writeBytes(bytes.toArray());
  }

  private void uint16(int value) {
    byte[] bytes = new byte[Short.BYTES];
    BigEndian.put16(bytes, 0, value);
    out.writeBytes(bytes);
  }

  private void uint32(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    BigEndian.put32(bytes, 0, value);
    out.writeBytes(bytes);
  }
}
