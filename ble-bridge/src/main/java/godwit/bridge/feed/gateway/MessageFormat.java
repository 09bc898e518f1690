package godwit.bridge.feed.gateway;

/// How a product writes its messages.
public interface MessageFormat {
  /// Reads one message.
  ///
  /// @throws MalformedMessage if nothing in it can be read
  GatewayMessage read(byte[] body) throws MalformedMessage;
}
