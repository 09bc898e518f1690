package godwit.bridge.detection;

import godwit.codec.air.TracingSystem;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What one advert said: the tracing system, and the bytes that its authority can act on.
public final class Detection {
  private final Identifier identifier;
  private final byte[] body;

  private Detection(Identifier identifier, byte[] body) {
    this.identifier = identifier;
    this.body = body;
  }

  /// What service data of a size that the system takes stands for.
  static Detection of(TracingSystem system, byte[] serviceData) {
    if (!system.takes(serviceData.length)) {
      throw new IllegalArgumentException("system=" + system + " bytes=" + serviceData.length);
    }
    byte[] body = Arrays.copyOf(serviceData, system.bodyBytes());
    return new Detection(Identifier.of(system, body), body);
  }

  public Identifier identifier() {
    return identifier;
  }

  public TracingSystem system() {
    return identifier.system();
  }

  /// The payload to exchange: exposure header of this authority, then the bytes heard.
  ///
  /// Such adverts name no authority, so the place where they were heard decides.
  public byte[] payload(RoutingCode heardAt) {
    ExposureHeader header = new ExposureHeader(system().payloadType(), heardAt);
    return ByteBuffer.allocate(ExposureHeader.BYTES + body.length)
        .put((byte) header.payloadType())
        .putInt(header.routing().code())
        .put(body)
        .array();
  }

  @Override
  public String toString() {
    return "Detection[" + system().word() + "]";
  }
}
