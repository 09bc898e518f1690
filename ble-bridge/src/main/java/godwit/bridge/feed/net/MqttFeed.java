package godwit.bridge.feed.net;

import godwit.bridge.venue.GatewayIntake;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.util.HashMap;
import java.util.Map;

/// Gateways that connect over MQTT 3.1.1: each publishes, whatever its topics are called.
///
/// A message of QoS 1 is acknowledged once it is durable. Nobody receives what another publishes;
/// retained messages and wills are no sightings.
public final class MqttFeed {
  /// Bytes of a message.
  static final int MAX_MESSAGE_BYTES = 256 * 1024;

  private final GatewayIntake intake;
  private final Admission admission;
  private final Map<String, MqttSession> sessions = new HashMap<>();

  public MqttFeed(GatewayIntake intake, Admission admission) {
    this.intake = intake;
    this.admission = admission;
  }

  /// Puts the handlers of a connection in place.
  public void accept(SocketChannel socket) {
    socket
        .pipeline()
        .addLast(new MqttDecoder(MAX_MESSAGE_BYTES))
        .addLast(MqttEncoder.INSTANCE)
        .addLast(new MqttSession(this, intake, admission));
  }

  /// Takes a client's id for a session; false if another gateway has it.
  synchronized boolean register(String client, MqttSession session) {
    MqttSession before = sessions.get(client);
    if (before != null && !before.isOf(session)) return false;
    sessions.put(client, session);
    if (before != null) before.replaced();
    return true;
  }

  synchronized void unregister(String client, MqttSession session) {
    sessions.remove(client, session);
  }
}
