package godwit.codec.payload;

import java.io.ByteArrayOutputStream;

/// Payloads written back to bytes, to show that a reading loses nothing.
final class PayloadBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PayloadBytes() {}

  static byte[] of(Payload payload) {
    PayloadBytes bytes = new PayloadBytes();
    bytes.out.write(payload.header().payloadType());
    bytes.number(payload.header().routing().code(), 4);
    bytes.body(payload);
    return bytes.out.toByteArray();
  }

  private void body(Payload payload) {
    switch (payload) {
      case Payload.Simple simple -> {
        run(simple.contactId());
        extended(simple.extended());
      }
      case Payload.Venue venue -> {
        number(venue.locationCode(), 4);
        extended(venue.extended());
      }
      case Payload.Gaen gaen -> {
        run(gaen.rollingId());
        run(gaen.metadata());
      }
      case Payload.Robert robert -> {
        run(robert.encryptedCountry());
        run(robert.ephemeralId());
        number(robert.time(), 2);
        run(robert.mac());
      }
      case Payload.BlueTrace blueTrace -> {
        number(blueTrace.outerLength(), 2);
        number(blueTrace.id().length(), 2);
        run(blueTrace.id());
        extended(blueTrace.extended());
      }
      case Payload.Dp3t dp3t -> run(dp3t.ephemeralId());
      case Payload.Pact pact -> run(pact.chirp());
      case Payload.Opaque opaque -> run(opaque.body());
    }
  }

  private void extended(ExtendedData extended) {
    for (ExtendedData.Section section : extended.sections()) {
      out.write(section.code());
      out.write(section.data().length());
      run(section.data());
    }
  }

  private void run(Bytes bytes) {
    out.writeBytes(bytes.toArray());
  }

  private void number(long value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) out.write((int) (value >>> shift));
  }
}
