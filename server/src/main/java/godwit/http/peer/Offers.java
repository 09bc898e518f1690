package godwit.http.peer;

import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Operation;
import godwit.domain.Pauses;
import godwit.http.Answers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Set;

/// What this node offers one client: what resolvers tell of operations and formats.
record Offers(Directory directory, Pauses pauses) {
  /// What a peer may do at this node, for whomever. Each may fetch what waits for itself.
  Set<Operation> toAll() {
    boolean nations =
        directory.relays() || directory.serves().stream().anyMatch(code -> !code.custom());
    Set<Operation> operations = EnumSet.of(Operation.PUSH, Operation.PULL, Operation.CERTIFICATION);
    if (directory.relays()) operations.add(Operation.RELAY);
    if (nations) operations.add(Operation.VENUE);
    return operations;
  }

  /// What a client may do for one authority.
  ///
  /// @param reachable whether anything is known of where that authority's own server is
  Set<Operation> to(
      Directory.Peer client, RoutingCode asked, Resolution resolution, boolean reachable) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    switch (resolution) {
      case Resolution.Own _ -> {
        operations.add(Operation.PUSH);
        operations.add(Operation.CERTIFICATION);
      }
      case Resolution.Other(Directory.Peer peer) -> {
        if (directory.relays()) {
          operations.add(Operation.RELAY);
          operations.add(Operation.CERTIFICATION);
        }
        if (directory.relays() || reachable) operations.add(Operation.PUSH);
        if (client.mayPullFor(peer.code())) operations.add(Operation.PULL);
      }
      case Resolution.Unknown _ -> {}
    }
    if (pauses.isPaused(client.code(), Pauses.Direction.IN)) {
      operations.remove(Operation.PUSH);
      operations.remove(Operation.RELAY);
    }
    if (pauses.isPaused(client.code(), Pauses.Direction.OUT)) operations.remove(Operation.PULL);
    if (operations.contains(Operation.PUSH) && !asked.custom()) operations.add(Operation.VENUE);
    return operations;
  }

  /// The forms in which a batch is taken.
  static JsonArray formats() {
    return new JsonArray()
        .add(new JsonObject().put("type", Answers.OCTETS).put("magic", Magic.EXPOSURES.text()))
        .add(new JsonObject().put("type", Answers.JSON));
  }
}
