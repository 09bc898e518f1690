package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Operation;
import godwit.domain.ProblemType;
import godwit.http.Accept;
import godwit.http.Answers;
import godwit.http.Callers;
import godwit.http.Conditional;
import godwit.http.NodeContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.http.Routing;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Who handles which routing code, and how: the answers that a sender starts from.
final class ResolverRoutes {
  private final NodeContext node;
  private final Callers callers;
  private final ResolverJson documents;

  ResolverRoutes(NodeContext node, Callers callers) {
    this.node = node;
    this.callers = callers;
    this.documents = new ResolverJson(node);
  }

  void mount(Router router, Vertx vertx) {
    Routing.of(router, vertx)
        .get("/resolver", this::system)
        .get("/resolver" + Paths.CUSTOM, this::resolved, this::authority)
        .get("/resolver" + Paths.NATION, this::resolved, this::authority);
  }

  private void system(RoutingContext context) {
    String type = form(context);
    HttpConnection connection = context.request().connection();
    if (callers.gateway(connection).isEmpty()) callers.peer(connection);
    Set<Operation> operations = new Offers(node.directory(), node.federation().pauses()).toAll();
    RoutingCode self = node.directory().self();
    Buffer body = type.equals(Answers.OCTETS)
        ? octets(self, self, own(context), operations)
        : documents.system(operations).toBuffer();
    Conditional.send(context, type, body);
  }

  private void authority(RoutingContext context) {
    Resolved found = resolved(context);
    String type = form(context);
    Directory.Peer client = callers.peer(context.request().connection());
    RoutingCode resolved = found.code();
    List<String> theirs = found.own() ? List.of() : known(resolved);
    List<String> urls = new ArrayList<>();
    if (found.own() || node.directory().relays()) urls.addAll(own(context));
    urls.addAll(theirs);
    Set<Operation> operations = new Offers(node.directory(), node.federation().pauses())
        .to(client, found.asked(), found.resolution(), !theirs.isEmpty());
    Buffer body = type.equals(Answers.OCTETS)
        ? octets(found.asked(), resolved, urls, operations)
        : documents.authority(found.asked(), resolved, urls, operations).toBuffer();
    Conditional.send(context, type, body);
  }

  private static String form(RoutingContext context) {
    return Accept.of(context.request()).require(Answers.HAL, Answers.JSON, Answers.OCTETS);
  }

  private record Resolved(RoutingCode asked, RoutingCode code, Resolution resolution) {
    boolean own() {
      return resolution instanceof Resolution.Own;
    }
  }

  private Resolved resolved(RoutingContext context) {
    RoutingCode asked = Paths.authority(context).orElseThrow(() -> unknown(context));
    Resolution resolution = node.directory().resolve(asked);
    return switch (resolution) {
      case Resolution.Own(RoutingCode code) -> new Resolved(asked, code, resolution);
      case Resolution.Other(Directory.Peer peer) -> new Resolved(asked, peer.code(), resolution);
      case Resolution.Unknown _ -> throw unknown(context);
    };
  }

  private Buffer octets(
      RoutingCode asked, RoutingCode resolved, List<String> urls, Set<Operation> operations) {
    return ResolverOctets.of(
        asked,
        resolved,
        urls,
        operations,
        node.limits().bodyBytes(),
        node.signing(resolved),
        node.sealing(resolved));
  }

  /* What the operator says; else where the connection came in. Never what the client calls it:
   * whoever asks would choose where others are sent. */
  private List<String> own(RoutingContext context) {
    List<String> configured = known(node.directory().self());
    if (!configured.isEmpty()) return configured;
    SocketAddress here = context.request().connection().localAddress();
    return List.of("https://" + HostAndPort.create(host(here), here.port()));
  }

  private static String host(SocketAddress address) {
    String host = address.hostAddress();
    return host.contains(":") ? "[" + host.replaceFirst("%.*", "") + "]" : host;
  }

  private List<String> known(RoutingCode code) {
    return node.endpoints(code).stream().map(URI::toString).toList();
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        ProblemType.UNKNOWN_AUTHORITY,
        "nobody is known for " + context.request().path());
  }
}
