package godwit.bridge.feed.bluez;

import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.Variant;

/// What is called at an adapter; methods are named as BlueZ names them.
@DBusInterfaceName("org.bluez.Adapter1")
@SuppressWarnings("checkstyle:MethodName")
public interface Adapter extends DBusInterface {
  void SetDiscoveryFilter(Map<String, Variant<?>> filter);

  void StartDiscovery();
}
