package godwit.bridge.feed.net;

/// MQTT's topic filters.
final class Topics {
  private Topics() {}

  /// Whether a topic is of a filter: `+` is any level, `#` all that follow.
  static boolean matches(String filter, String topic) {
    String[] wanted = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int index = 0; index < wanted.length; index++) {
      if (wanted[index].equals("#")) return true;
      if (index >= levels.length) return false;
      if (!wanted[index].equals("+") && !wanted[index].equals(levels[index])) return false;
    }
    return wanted.length == levels.length;
  }
}
