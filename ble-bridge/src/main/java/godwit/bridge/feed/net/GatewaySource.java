package godwit.bridge.feed.net;

/// A way in that the bridge opens itself: to a gateway that does not come to it.
public sealed interface GatewaySource permits BluezAdapter, EsphomeDevice, EventStream, HciLine {}
