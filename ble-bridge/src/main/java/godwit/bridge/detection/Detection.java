package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import godwit.codec.payload.ContactSection.Origin;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.UUID;

/// What one device said of itself: the tracing system, and the bytes that its authority can act on.
public final class Detection {
  private final Identifier identifier;
  private final UUID service;
  private final OptionalInt payloadType;
  private final byte[] body;

  private Detection(Identifier identifier, UUID service, OptionalInt payloadType, byte[] body) {
    this.identifier = identifier;
    this.service = service;
    this.payloadType = payloadType;
    this.body = body;
  }

  /// A detection of a system.
  ///
  /// @param payloadType for the exposure header; empty where the body begins with its own
  public static Detection of(AirSystem system, UUID service, OptionalInt payloadType, byte[] body) {
    byte[] stable = payloadType.isPresent() ? body : PayloadBody.stable(body);
    return new Detection(Identifier.of(system, stable), service, payloadType, body.clone());
  }

  public Identifier identifier() {
    return identifier;
  }

  public AirSystem system() {
    return identifier.system();
  }

  /// The service under which it was heard.
  public UUID service() {
    return service;
  }

  public OptionalInt payloadType() {
    return payloadType;
  }

  /// What was heard, without a header that is put in front.
  public byte[] body() {
    return body.clone();
  }

  /// Where the payload's exposure header is from.
  public Origin origin() {
    return payloadType.isPresent() ? Origin.PREPENDED : Origin.HEARD;
  }

  /// The payload to exchange: exposure header first.
  ///
  /// @param heardAt who is asked where the payload itself names no authority
  public byte[] payload(RoutingCode heardAt) {
    if (payloadType.isEmpty()) return body.clone();
    ExposureHeader header = new ExposureHeader(payloadType.getAsInt(), heardAt);
    return ByteBuffer.allocate(ExposureHeader.BYTES + body.length)
        .put((byte) header.payloadType())
        .putInt(header.routing().code())
        .put(body)
        .array();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Detection that
        && identifier.equals(that.identifier)
        && service.equals(that.service)
        && payloadType.equals(that.payloadType)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return identifier.hashCode();
  }

  @Override
  public String toString() {
    return "Detection[" + system().word() + "]";
  }
}
