package godwit.bridge.feed;

import java.util.OptionalInt;

/// How the packets of a capture are framed, and so where in one an HCI event begins.
///
/// - source: BlueZ, doc/btsnoop-protocol.rst; the link types of pcap, 187, 201 and 254
enum LinkKind {
  /// A packet type, then the packet.
  H4,
  /// Four bytes of direction before that.
  H4_WITH_DIRECTION,
  /// Linux' monitor as pcap has it: two bytes of controller and two of opcode, big-endian.
  MONITOR,
  /// No Bluetooth host's packets.
  OTHER;

  private static final int EVENT = 0x04;
  private static final int MONITOR_EVENT = 3;

  static LinkKind ofPcap(int type) {
    return switch (type) {
      case 187 -> H4;
      case 201 -> H4_WITH_DIRECTION;
      case 254 -> MONITOR;
      default -> OTHER;
    };
  }

  /// Where the event's code is; empty if the packet is no event.
  OptionalInt event(byte[] packet, int length) {
    int type = this == H4 ? 0 : 4;
    return switch (this) {
      case H4, H4_WITH_DIRECTION ->
        length > type && packet[type] == EVENT ? OptionalInt.of(type + 1) : OptionalInt.empty();
      case MONITOR ->
        length >= type && packet[2] == 0 && packet[3] == MONITOR_EVENT
            ? OptionalInt.of(type)
            : OptionalInt.empty();
      case OTHER -> OptionalInt.empty();
    };
  }
}
