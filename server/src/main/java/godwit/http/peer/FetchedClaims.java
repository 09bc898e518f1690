package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.fetch.ClaimInbox;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.certification.Certification;
import godwit.http.certification.CertificationProof;
import godwit.store.cases.Permissions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Certifications that were fetched from a peer, judged as if the peer had posted them.
public final class FetchedClaims implements ClaimInbox {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedClaims.class);

  private final NodeContext node;
  private final Permissions permissions;

  public FetchedClaims(NodeContext node, SqlClient client) {
    this.node = node;
    this.permissions = new Permissions(client, node.clock());
  }

  @Override
  public Future<Void> take(RoutingCode peer, RoutingCode home, JsonObject certification) {
    Optional<Directory.Peer> caller = node.directory().peer(peer);
    if (caller.isEmpty()) return Future.succeededFuture();
    try {
      Certification asked = Certification.of(certification);
      RoutingCode requester = CertificationRoutes.requester(caller.get(), asked, false);
      asked.judge(node.window(), node.clock().instant());
      return CertificationProof.verified(
              asked, requester, home, node.intake().signers(), node.clock().instant())
          .compose(
              _ -> permissions.certify(asked.claim(), asked.expires(), asked.ground(), requester))
          .onSuccess(issue -> {
            if (issue == Permissions.Issue.CONFLICT) refused(peer, "claim-conflict");
          })
          .<Void>mapEmpty()
          .recover(failure -> failure instanceof Refusal refusal
              ? settled(peer, refusal)
              : Future.failedFuture(failure));
    } catch (Refusal refusal) {
      return settled(peer, refusal);
    }
  }

  private static Future<Void> settled(RoutingCode peer, Refusal refusal) {
    refused(peer, refusal.problem().type().word());
    return Future.succeededFuture();
  }

  private static void refused(RoutingCode peer, String problem) {
    LOG.warn("a certification fetched from {} is refused: {}", peer, problem);
  }
}
