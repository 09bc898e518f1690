package godwit.bridge.feed.bluez;

import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Heard;
import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.Observation;
import godwit.bridge.feed.net.BluezAdapter;
import godwit.bridge.feed.net.Reopening;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.ObjectManager;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;

/// What an adapter of this machine hears, as BlueZ says it: discovery is started, and started again
/// whenever BlueZ, the adapter or the bus was gone.
///
/// BlueZ tells what has changed of a device, and a strength that is absent is unknown. Blocks; for
/// a
/// thread of its own.
public final class BluezFeed {
  /// Devices that are remembered, the least lately heard forgotten first.
  static final int MAX_DEVICES = 4_096;

  private static final String BLUEZ = "org.bluez";
  private static final String DEVICE = "org.bluez.Device1";
  private static final String ADAPTER = "org.bluez.Adapter1";
  private static final short EVERY_STRENGTH = -127;

  private final BluezAdapter adapter;
  private final GatewayHealth gateway;
  private final GatewayIntake intake;
  private final Map<String, KnownDevice> devices = new LinkedHashMap<>(16, 0.75F, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, KnownDevice> eldest) {
      return size() > MAX_DEVICES;
    }
  };
  private long messages;

  public BluezFeed(BluezAdapter adapter, GatewayHealth gateway, GatewayIntake intake) {
    this.adapter = adapter;
    this.gateway = gateway;
    this.intake = intake;
  }

  /// Reads until the thread is interrupted.
  public void run() {
    Reopening.run(this::read);
  }

  /// Looks whether the adapter is there and can be told to listen.
  ///
  /// @throws IOException that says what is wrong
  public static void check(BluezAdapter adapter) throws IOException {
    try (DBusConnection bus = connect(adapter)) {
      object(bus, path(adapter), Properties.class).GetAll(ADAPTER);
    } catch (DBusException | DBusExecutionException e) {
      throw new IOException(adapter.adapter() + " is not there: " + e.getMessage(), e);
    }
  }

  private void read(Runnable opened) throws IOException, InterruptedException {
    CountDownLatch gone = new CountDownLatch(1);
    try (DBusConnection bus = connect(adapter)) {
      bus.addSigHandler(
          ObjectManager.InterfacesAdded.class,
          added -> added(added.getSignalSource().getPath(), added.getInterfaces()));
      bus.addSigHandler(Properties.PropertiesChanged.class, changed -> {
        if (changed.getInterfaceName().equals(DEVICE)) {
          changed(changed.getPath(), changed.getPropertiesChanged());
        }
      });
      bus.addSigHandler(ObjectManager.InterfacesRemoved.class, removed -> {
        String path = removed.getSignalSource().getPath();
        if (path.equals(path(adapter))) gone.countDown();
        forget(path);
      });
      bus.addSigHandler(DBus.NameOwnerChanged.class, owner -> {
        if (owner.name.equals(BLUEZ)) gone.countDown();
      });
      begin(bus);
      opened.run();
      gateway.connected();
      try {
        while (bus.isConnected() && !gone.await(1, java.util.concurrent.TimeUnit.SECONDS)) {
          // BlueZ is there
        }
      } finally {
        gateway.disconnected();
      }
    } catch (DBusException | DBusExecutionException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      forgetAll();
    }
  }

  private void begin(DBusConnection bus) throws DBusException {
    object(bus, "/", ObjectManager.class).GetManagedObjects().forEach((path, interfaces) -> {
      Map<String, Variant<?>> properties = interfaces.get(DEVICE);
      if (properties != null) remember(path.getPath(), properties);
    });
    Adapter called = object(bus, path(adapter), Adapter.class);
    called.SetDiscoveryFilter(Map.of(
        "Transport", new Variant<>("le"),
        "DuplicateData", new Variant<>(true),
        "RSSI", new Variant<>(EVERY_STRENGTH)));
    called.StartDiscovery();
  }

  private static <T extends org.freedesktop.dbus.interfaces.DBusInterface> T object(
      DBusConnection bus, String path, Class<T> type) throws DBusException {
    return bus.getRemoteObject(BLUEZ, path, type);
  }

  private static DBusConnection connect(BluezAdapter to) throws IOException {
    try {
      DBusConnectionBuilder builder = to.bus().equals(BluezAdapter.SYSTEM)
          ? DBusConnectionBuilder.forSystemBus()
          : DBusConnectionBuilder.forAddress(to.bus());
      return builder
          .withShared(false)
          .receivingThreadConfig()
          .withSignalThreadCount(1)
          .connectionConfig()
          .build();
    } catch (DBusException e) {
      throw new IOException("the bus does not answer: " + e.getMessage(), e);
    }
  }

  private static String path(BluezAdapter adapter) {
    return "/org/bluez/" + adapter.adapter();
  }

  private void added(String path, Map<String, Map<String, Variant<?>>> interfaces) {
    Map<String, Variant<?>> properties = interfaces.get(DEVICE);
    if (properties != null) changed(path, properties);
  }

  private void changed(String path, Map<String, Variant<?>> properties) {
    if (!path.startsWith(path(adapter) + "/")) return;
    Optional<Observation> heard = observe(path, properties);
    if (heard.isEmpty()) return;
    GatewayMessage message =
        new GatewayMessage(Optional.empty(), Optional.empty(), List.of(heard.get()), 0);
    byte[] mark = ByteBuffer.allocate(Long.BYTES).putLong(messages++).array();
    intake.take(gateway, message, false, mark, (durable, tracing) -> {});
  }

  private synchronized Optional<Observation> observe(
      String path, Map<String, Variant<?>> properties) {
    KnownDevice device = devices.computeIfAbsent(path, _ -> new KnownDevice());
    if (!device.changed(properties)) return Optional.empty();
    Optional<DeviceAddress> sender = device.address();
    if (sender.isEmpty()) {
      gateway.malformed();
      return Optional.empty();
    }
    return Optional.of(new Observation(
        OptionalLong.empty(),
        false,
        sender.get(),
        KnownDevice.strength(properties),
        new Heard.Advert(device.advert())));
  }

  private synchronized void remember(String path, Map<String, Variant<?>> properties) {
    devices.computeIfAbsent(path, _ -> new KnownDevice()).changed(properties);
  }

  private synchronized void forget(String path) {
    devices.remove(path);
  }

  private synchronized void forgetAll() {
    devices.clear();
  }
}
