package godwit.bridge.feed.gateway;

/// A message that is not of its gateway's product. Its text holds nothing of the message.
public final class MalformedMessage extends Exception {
  MalformedMessage(String text) {
    super(text, null, false, false);
  }
}
