package godwit.node;

import godwit.config.ServerConfig;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What differs between two configurations and cannot be changed while a node runs.
final class ChangedKeys {
  /* The federation is made anew of these. */
  private static final Set<String> TAKEN_UP = Set.of("serves", "relay", "tls", "keys", "peers");

  private ChangedKeys() {}

  /// The keys, by their names in the file.
  static List<String> needingRestart(ServerConfig before, ServerConfig now) {
    List<String> keys = new ArrayList<>();
    if (!before.authority().name().equals(now.authority().name())) keys.add("authority.name");
    for (RecordComponent component : ServerConfig.class.getRecordComponents()) {
      String name = component.getName();
      if (TAKEN_UP.contains(name) || name.equals("authority")) continue;
      if (!Objects.equals(value(component, before), value(component, now))) {
        keys.add(name.equals("connections") ? "limits.connections" : name);
      }
    }
    return keys;
  }

  private static Object value(RecordComponent component, ServerConfig of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("component=" + component, impossible);
    }
  }
}
