package godwit.http.ops;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.http.Answers;
import godwit.http.NodeContext;
import godwit.http.Routing;
import godwit.trust.keys.ListedSealingKey;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// The keys that this node signs with, and those it knows of its peers.
///
/// - shape: `{"keys": [{"authority", "use", "state", "id", "notBefore", "notAfter"}]}`; state is
///   `in use` or `listed` of this authority's own, `known` of others
/// - units: times as in RFC 3339, UTC; an id is 64 hex digits
/// - errors: none
/// - source: docs/operating.md, "Keys"
final class KeyRoutes {
  private final NodeContext node;

  KeyRoutes(NodeContext node) {
    this.node = node;
  }

  void mount(Routing routing) {
    routing.get("/admin/keys", this::list);
  }

  private void list(RoutingContext context) {
    OwnKeys own = node.federation().current().keys();
    Optional<VerifyingKey> inUse = own.inUse().map(SigningKey::shown);
    JsonArray keys = new JsonArray();
    for (VerifyingKey key : own.shown()) {
      String state = inUse.filter(key::equals).isPresent() ? "in use" : "listed";
      keys.add(document(node.directory().self(), key, state));
    }
    for (ListedSealingKey key : node.sealing(node.directory().self())) {
      keys.add(document(node.directory().self(), key));
    }
    for (Directory.Peer peer : node.directory().peers()) {
      for (VerifyingKey key : node.signing(peer.code())) {
        keys.add(document(peer.code(), key, "known"));
      }
      for (ListedSealingKey key : node.sealing(peer.code())) {
        keys.add(document(peer.code(), key));
      }
    }
    Answers.json(context, 200, new JsonObject().put("keys", keys));
  }

  private JsonObject document(RoutingCode authority, ListedSealingKey key) {
    boolean own = authority.equals(node.directory().self());
    return new JsonObject()
        .put("authority", authority.path())
        .put("use", "sealing")
        .put("state", own ? "listed" : "known")
        .put("id", key.key().name())
        .put("notAfter", key.notAfter().toString());
  }

  private static JsonObject document(RoutingCode authority, VerifyingKey key, String state) {
    return new JsonObject()
        .put("authority", authority.path())
        .put("use", "signing")
        .put("state", state)
        .put("id", key.name())
        .put("notBefore", key.notBefore().toString())
        .put("notAfter", key.notAfter().toString());
  }
}
