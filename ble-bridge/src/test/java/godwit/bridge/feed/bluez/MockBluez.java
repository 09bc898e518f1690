package godwit.bridge.feed.bluez;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.Variant;

/// A bus of its own with python3-dbusmock's BlueZ on it.
public final class MockBluez implements AutoCloseable {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private final Process daemon;
  private final String address;
  private final DBusConnection connection;
  private Process bluez;

  public MockBluez(Path folder) throws IOException, DBusException {
    daemon = new ProcessBuilder(
            "dbus-daemon",
            "--session",
            "--nofork",
            "--print-address",
            "--address=unix:path=" + folder.resolve("bus"))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8));
    address = String.valueOf(said.readLine());
    connection = DBusConnectionBuilder.forAddress(address).withShared(false).build();
    bluez = start();
  }

  /// Whether what it needs is installed.
  public static boolean isInstalled() throws IOException, InterruptedException {
    if (!Files.isExecutable(PYTHON) || !Files.isExecutable(Path.of("/usr/bin/dbus-daemon"))) {
      return false;
    }
    return new ProcessBuilder(PYTHON.toString(), "-c", "import dbusmock")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  public String address() {
    return address;
  }

  /// BlueZ itself, whose objects are made.
  @DBusInterfaceName("org.bluez.Mock")
  public interface Mock extends DBusInterface {
    String AddAdapter(String name, String system);

    String AddDevice(String adapter, String address, String alias);
  }

  /// What any mocked object can be told.
  @DBusInterfaceName("org.freedesktop.DBus.Mock")
  public interface Mocked extends DBusInterface {
    void EmitSignal(String type, String name, String signature, List<Variant<?>> arguments);
  }

  public void addAdapter() throws DBusException {
    object("/org/bluez", Mock.class).AddAdapter("hci0", "box");
  }

  public void addDevice(String address) throws DBusException {
    object("/org/bluez", Mock.class).AddDevice("hci0", address, "phone");
  }

  /// A device of the adapter was heard: what BlueZ tells when service data came.
  public void heard(String address, String service, byte[] data, int rssi) throws DBusException {
    Map<String, Variant<?>> parts = Map.of(service, new Variant<>(data));
    Map<String, Variant<?>> changed = new HashMap<>();
    changed.put("ServiceData", new Variant<>(parts, "a{sv}"));
    changed.put("RSSI", new Variant<>((short) rssi));
    changed(address, changed);
  }

  /// A device was heard again: only its strength is another one.
  public void heard(String address, int rssi) throws DBusException {
    changed(address, Map.of("RSSI", new Variant<>((short) rssi)));
  }

  private void changed(String address, Map<String, Variant<?>> properties) throws DBusException {
    String path = "/org/bluez/hci0/dev_" + address.replace(':', '_');
    object(path, Mocked.class)
        .EmitSignal(
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            "sa{sv}as",
            List.of(
                new Variant<>("org.bluez.Device1"),
                new Variant<>(properties, "a{sv}"),
                new Variant<>(List.of(), "as")));
  }

  /// BlueZ ends, and begins anew without adapters.
  public void restart() throws IOException, InterruptedException, DBusException {
    bluez.destroyForcibly().waitFor();
    bluez = start();
  }

  private Process start() throws IOException, DBusException {
    ProcessBuilder builder =
        new ProcessBuilder(PYTHON.toString(), "-m", "dbusmock", "-t", "bluez5");
    builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", address);
    Process process = builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!isOnBus()) {
      if (System.nanoTime() > end) throw new AssertionError("BlueZ' mock does not start");
      LockSupport.parkNanos(20_000_000);
    }
    return process;
  }

  private boolean isOnBus() {
    try {
      return connection.getDBusOwnerName("org.bluez") != null;
    } catch (RuntimeException _) {
      return false;
    }
  }

  private <T extends DBusInterface> T object(String path, Class<T> type) throws DBusException {
    return connection.getRemoteObject("org.bluez", path, type);
  }

  @Override
  public void close() throws IOException {
    connection.close();
    bluez.destroyForcibly();
    daemon.destroyForcibly();
    try {
      daemon.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
