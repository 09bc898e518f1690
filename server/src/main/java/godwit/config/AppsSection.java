package godwit.config;

import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The list `apps`: how the app of each authority that this node answers for writes integers.
final class AppsSection {
  static final Set<String> KEYS = Set.of("country", "state", "custom", "byteOrder");

  private AppsSection() {}

  /// @param own what this node answers for
  static Map<RoutingCode, SenderOrder> read(
      ConfigProblems problems, ConfigSection root, Set<RoutingCode> own) {
    Map<RoutingCode, SenderOrder> orders = new TreeMap<>();
    int index = 0;
    for (ConfigNode item : root.items("apps")) {
      String path = "apps[" + index++ + "]";
      ConfigSection section = new ConfigSection(problems, path, item, KEYS);
      RoutingCode code = ServerConfigReader.code(section);
      if (!own.contains(code)) {
        throw problems.wrong(
            section.line(), path + " is of " + code + ", which this node does not answer for");
      }
      if (orders.put(code, order(section)) != null) {
        throw problems.wrong(section.line(), path + " is of " + code + " as one before it is");
      }
    }
    return orders;
  }

  private static SenderOrder order(ConfigSection section) {
    return switch (section.text("byteOrder")) {
      case "big" -> SenderOrder.BIG;
      case "little" -> SenderOrder.LITTLE;
      case "auto" -> SenderOrder.AUTO;
      case "herald-1.1" -> SenderOrder.HERALD_1_1;
      default -> throw section.wrong("byteOrder", "must be one of big, little, auto, herald-1.1");
    };
  }
}
