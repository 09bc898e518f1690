package godwit.http;

import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Set;

/// What this node offers one client: what resolvers tell of operations and formats.
///
/// @param mounted operations that have a route
/// @param json whether batches are taken as JSON
record Offers(Directory directory, Set<Operation> mounted, boolean json) {
  /* The one place where an operation, or a form of batches, is switched on. */
  private static final Set<Operation> MOUNTED =
      Set.of(Operation.PUSH, Operation.RELAY, Operation.VENUE);
  private static final boolean JSON_IS_TAKEN = false;

  Offers {
    mounted = Set.copyOf(mounted);
  }

  /// What this build offers.
  static Offers of(Directory directory) {
    return new Offers(directory, MOUNTED, JSON_IS_TAKEN);
  }

  /// What a client may do at this node, for whomever.
  Set<Operation> to(Directory.Peer client) {
    boolean nations =
        directory.relays() || directory.serves().stream().anyMatch(code -> !code.custom());
    Set<Operation> operations = EnumSet.of(Operation.PUSH, Operation.CERTIFICATION);
    if (!client.pulls().isEmpty()) operations.add(Operation.PULL);
    if (directory.relays()) operations.add(Operation.RELAY);
    if (nations) operations.add(Operation.VENUE);
    operations.retainAll(mounted);
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
        if (directory.relays()) operations.add(Operation.RELAY);
        if (directory.relays() || reachable) operations.add(Operation.PUSH);
        if (client.pulls().contains(peer.code())) operations.add(Operation.PULL);
      }
      case Resolution.Unknown _ -> {}
    }
    if (operations.contains(Operation.PUSH) && !asked.custom()) operations.add(Operation.VENUE);
    operations.retainAll(mounted);
    return operations;
  }

  /// The forms in which a batch is taken.
  JsonArray formats() {
    JsonArray formats = new JsonArray()
        .add(new JsonObject().put("type", Answers.OCTETS).put("magic", Magic.EXPOSURES.text()));
    if (json) formats.add(new JsonObject().put("type", Answers.JSON));
    return formats;
  }
}
