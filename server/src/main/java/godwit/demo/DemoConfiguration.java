package godwit.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The configuration files of a demonstration, as an operator would write them.
///
/// The database is not in them: all three nodes are given one of the same server.
record DemoConfiguration(Path france, Path norway, Path hub) {
  /* Below the ports that Linux hands out, so that nobody is given one of them meanwhile. */
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;
  private static final int TRIES = 1_000;

  private static final String FRANCE = """
      authority: { country: 250, state: 0, name: France }
      listen:
        peers: { host: 127.0.0.1, port: FRANCE }
        devices: { host: 127.0.0.1, port: 0 }
        ops: { host: 127.0.0.1, port: 0 }
      tls: { certificate: pki/250-0.pem, key: pki/250-0.key, trust: pki/ca.pem }
      keys: { signing: [ pki/250-0-signing.key ] }
      data: data/france
      # A demonstration is short. Without these lines exposures wait for those of five cases, an
      # hour at most, and leave every five minutes.
      mix: { every: 1s, cases: 2, atMost: 2s }
      peers:
        - country: 1
          state: 0
          name: Hub
          endpoints: [ "https://localhost:HUB" ]
          relay: true
          relays: [ { country: 578, state: 0 } ]
        - country: 578
          state: 0
          name: Norway
          via: { country: 1, state: 0 }
          signing: [ pki/578-0-signing.key.pub ] # nobody else could say what it signs with
      # So that this demonstration's phones can compare ROBERT's identifiers themselves.
      exposureList: { centralisedFamilies: true }
      """;
  private static final String NORWAY = """
      authority: { country: 578, state: 0, name: Norway }
      listen:
        peers: { host: 127.0.0.1, port: NORWAY }
        devices: { host: 127.0.0.1, port: 0 }
        ops: { host: 127.0.0.1, port: 0 }
      tls: { certificate: pki/578-0.pem, key: pki/578-0.key, trust: pki/ca.pem }
      keys: { signing: [ pki/578-0-signing.key ] }
      data: data/norway
      # A demonstration is short. Without these lines exposures wait for those of five cases, an
      # hour at most, and leave every five minutes.
      mix: { every: 1s, cases: 2, atMost: 2s }
      peers:
        - country: 1
          state: 0
          name: Hub
          endpoints: [ "https://localhost:HUB" ]
          relay: true
          relays: [ { country: 250, state: 0 } ]
        - { country: 250, state: 0, name: France, endpoints: [ "https://localhost:FRANCE" ] }
      exposureList: { centralisedFamilies: true }
      """;
  private static final String HUB = """
      authority: { country: 1, state: 0, name: Hub }
      relay: true
      listen:
        peers: { host: 127.0.0.1, port: HUB }
        ops: { host: 127.0.0.1, port: 0 }
      tls: { certificate: pki/1-0.pem, key: pki/1-0.key, trust: pki/ca.pem }
      data: data/hub
      peers:
        - { country: 250, state: 0, name: France, endpoints: [ "https://localhost:FRANCE" ] }
        - { country: 578, state: 0, name: Norway, endpoints: [ "https://localhost:NORWAY" ] }
      """;

  /// Writes the three files; the nodes know each other by ports that are free now.
  static DemoConfiguration write(Path folder, RandomGenerator random) throws IOException {
    List<Integer> ports = freePorts(3, random);
    return new DemoConfiguration(
        write(folder.resolve("france.yaml"), FRANCE, ports),
        write(folder.resolve("norway.yaml"), NORWAY, ports),
        write(folder.resolve("hub.yaml"), HUB, ports));
  }

  private static Path write(Path file, String text, List<Integer> ports) throws IOException {
    return Files.writeString(
        file,
        text.replaceAll("\\bFRANCE\\b", ports.get(0).toString())
            .replaceAll("\\bNORWAY\\b", ports.get(1).toString())
            .replaceAll("\\bHUB\\b", ports.get(2).toString()));
  }

  private static List<Integer> freePorts(int count, RandomGenerator random) throws IOException {
    List<Integer> free = new ArrayList<>();
    for (int tries = 0; tries < TRIES && free.size() < count; tries++) {
      int port = random.nextInt(FIRST_PORT, LAST_PORT);
      if (!free.contains(port) && isFree(port)) free.add(port);
    }
    if (free.size() < count) throw new IOException("no TCP port is free on 127.0.0.1");
    return free;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
