package godwit.bridge.node;

import godwit.bridge.config.BridgeConfig;
import godwit.bridge.feed.bluez.BluezFeed;
import godwit.bridge.feed.esphome.EsphomeFeed;
import godwit.bridge.feed.net.Admission;
import godwit.bridge.feed.net.BluezAdapter;
import godwit.bridge.feed.net.Broker;
import godwit.bridge.feed.net.BrokerFeed;
import godwit.bridge.feed.net.EsphomeDevice;
import godwit.bridge.feed.net.EventStream;
import godwit.bridge.feed.net.EventStreamFeed;
import godwit.bridge.feed.net.GatewaySource;
import godwit.bridge.feed.net.HciFeed;
import godwit.bridge.feed.net.HciLine;
import godwit.bridge.feed.net.HttpFeed;
import godwit.bridge.feed.net.Listener;
import godwit.bridge.feed.net.MqttFeed;
import godwit.bridge.spool.Spool;
import godwit.bridge.spool.SpoolException;
import godwit.bridge.spool.VenueSecret;
import godwit.bridge.time.Clocks;
import godwit.bridge.uplink.AuthorityClient;
import godwit.bridge.uplink.Uplink;
import godwit.bridge.venue.Gateway;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import godwit.bridge.venue.Pipeline;
import godwit.bridge.venue.VenueHealth;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A venue's bridge while it runs.
///
/// Feeds on event loops and threads of their own, one thread for the pipeline, two virtual ones for
/// the uplink.
public final class Bridge implements AutoCloseable {
  private static final int LOOPS = 2;

  private final BridgeConfig config;
  private final Clocks clocks;
  private final Map<String, GatewayHealth> gateways = new LinkedHashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<BrokerFeed> brokers = new ArrayList<>();
  private final Spool spool;
  private final Pipeline pipeline;
  private final GatewayIntake intake;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
  private Optional<Uplink> uplink = Optional.empty();
  private Optional<Listener> http = Optional.empty();
  private Optional<Listener> mqtt = Optional.empty();
  private Optional<OpsPages> ops = Optional.empty();

  private Bridge(BridgeConfig config, Clocks clocks) throws IOException {
    this.config = config;
    this.clocks = clocks;
    for (Gateway gateway : config.gateways()) {
      gateways.put(gateway.name(), new GatewayHealth(gateway));
    }
    VenueSecret secret = VenueSecret.readOrMake(config.secret());
    this.spool = Spool.open(config.spool(), secret, config.bounds());
    this.pipeline = new Pipeline(
        config.rules(), clocks, spool, secret, () -> VenueHealth.gap(gateways.values()));
    this.intake = new GatewayIntake(pipeline, clocks, gateways);
  }

  /// Starts a bridge; what it opened is closed again if that fails.
  public static Bridge start(BridgeConfig config, Clocks clocks) throws IOException {
    Bridge bridge = new Bridge(config, clocks);
    try {
      bridge.open();
      return bridge;
    } catch (IOException | RuntimeException e) {
      bridge.close();
      throw e;
    }
  }

  /// The line that says where it listens.
  public String ready() {
    StringBuilder line = new StringBuilder("ready");
    http.ifPresent(each -> line.append(" http=").append(each.port()));
    mqtt.ifPresent(each -> line.append(" mqtt=").append(each.port()));
    ops.ifPresent(each -> line.append(" ops=").append(each.port()));
    return line.toString();
  }

  public Collection<GatewayHealth> gateways() {
    return gateways.values();
  }

  /// What a gateway should be told is wrong, by its name.
  public Map<String, List<String>> warnings() {
    Map<String, List<String>> warnings = new LinkedHashMap<>();
    long now = intake.arrival();
    for (GatewayHealth gateway : gateways.values()) {
      warnings.put(gateway.gateway().name(), VenueHealth.warnings(gateway, gateways.values(), now));
    }
    return warnings;
  }

  /// Whether all of it still runs.
  public boolean isAlive() {
    return threads.stream().allMatch(Thread::isAlive);
  }

  Status status() throws SpoolException {
    return new Status(
        config.venue(),
        intake.arrival(),
        List.copyOf(gateways.values()),
        warnings(),
        pipeline.counts(),
        spool.counts(),
        uplink.map(Uplink::status),
        brokers.stream().filter(BrokerFeed::isConnected).count(),
        brokers.size(),
        intake.clockJumps(),
        isAlive());
  }

  /// What a bridge knows of itself at a moment.
  record Status(
      long venue,
      long nowMillis,
      List<GatewayHealth> gateways,
      Map<String, List<String>> warnings,
      Pipeline.Counts pipeline,
      Map<String, Long> spool,
      Optional<Uplink.Status> uplink,
      long brokersConnected,
      int brokers,
      long clockJumps,
      boolean alive) {}

  private void open() throws IOException {
    begin(Thread.ofPlatform().name("bridge-pipeline").unstarted(pipeline::run));
    Admission admission = new Admission(gateways.values());
    if (config.http().isPresent()) {
      HttpFeed feed = new HttpFeed(intake, admission);
      http = Optional.of(Listener.open(config.http().get(), loops, feed::accept));
      open.add(http.get());
    }
    if (config.mqtt().isPresent()) {
      MqttFeed feed = new MqttFeed(intake, admission);
      mqtt = Optional.of(Listener.open(config.mqtt().get(), loops, feed::accept));
      open.add(mqtt.get());
    }
    List<GatewayHealth> published = gateways.values().stream()
        .filter(each -> each.gateway().topic().isPresent())
        .toList();
    for (Broker broker : config.brokers()) {
      BrokerFeed feed = new BrokerFeed(broker, published, intake, loops);
      brokers.add(feed);
      open.add(feed);
      feed.start();
    }
    config.sources().forEach((name, source) -> {
      GatewayHealth gateway = gateways.get(name);
      if (gateway != null) begin(reading("bridge-source-" + name, source, gateway));
    });
    if (config.authority().isPresent()) deliver(config.authority().get());
    OpsPages pages = OpsPages.open(config.ops(), this);
    ops = Optional.of(pages);
    open.add(pages);
  }

  private Thread reading(String name, GatewaySource source, GatewayHealth gateway) {
    return switch (source) {
      /* A serial port blocks its thread. */
      case HciLine line ->
        Thread.ofPlatform().daemon().name(name).unstarted(new HciFeed(line, gateway, intake)::run);
      case EventStream stream ->
        Thread.ofVirtual()
            .name(name)
            .unstarted(new EventStreamFeed(stream, gateway, intake, EventStreamFeed.SILENCE)::run);
      case EsphomeDevice device ->
        Thread.ofVirtual()
            .name(name)
            .unstarted(new EsphomeFeed(device, gateway, intake, new SecureRandom())::run);
      case BluezAdapter adapter ->
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(new BluezFeed(adapter, gateway, intake)::run);
    };
  }

  private void deliver(BridgeConfig.Authority to) {
    AuthorityClient client = new AuthorityClient(to.url(), to.identity());
    Uplink delivering = new Uplink(
        new Uplink.Rules(config.rules().authority(), to.whenAsked(), to.every()),
        clocks,
        spool,
        client,
        new SecureRandom());
    uplink = Optional.of(delivering);
    begin(Thread.ofVirtual().name("bridge-uplink").unstarted(delivering::run));
    begin(Thread.ofVirtual().name("bridge-requests").unstarted(delivering::runRequests));
  }

  private void begin(Thread thread) {
    threads.add(thread);
    thread.start();
  }

  /// Takes no more, makes durable what was taken, and ends.
  @Override
  public void close() throws IOException {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IOException("a part of the bridge could not be closed", e);
      }
    }
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        if (!thread.isDaemon() || thread.isVirtual()) thread.join(5_000);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    pipeline.close();
    spool.close();
  }
}
