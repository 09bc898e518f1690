package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.ProblemType;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.store.outgoing.Cursor;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// The authority that a fetching peer's path names: whether it is known here, whether this peer may
/// fetch what waits for it, and the cursors of what waits.
///
/// - errors: 404 `unknown-authority`, 403 `not-authorised-for-destination`
/// - source: docs/protocol.md, "Pull"
final class FetchedAuthority {
  private final LoopContext loop;

  FetchedAuthority(LoopContext loop) {
    this.loop = loop;
  }

  /// Throws a refusal where the path names nobody who is known here.
  void known(RoutingContext context) {
    resolve(context);
  }

  /// The authority whose things wait; throws a refusal where the caller may not fetch them.
  /* A state that another authority stands in for is in that one's stream. */
  RoutingCode of(RoutingContext context, Directory.Peer caller) {
    if (resolve(context) instanceof Resolution.Other(var peer) && caller.mayPullFor(peer.code())) {
      return peer.code();
    }
    throw Refusal.of(
        ProblemType.NOT_AUTHORISED_FOR_DESTINATION,
        caller.code() + " is not configured to fetch what is for others");
  }

  /// The number in a cursor; empty where it is of another kind or of a database since restored.
  Optional<Long> sequence(String cursor) {
    return Cursor.parse(cursor)
        .filter(read -> read.epoch() == loop.node().epoch())
        .map(Cursor::sequence);
  }

  /// The header that says where to go on, behind a number.
  String link(String path, long sequence) {
    Cursor cursor = new Cursor(loop.node().epoch(), sequence);
    return "<" + path + "?after=" + cursor.text() + ">; rel=\"next\"";
  }

  private Resolution resolve(RoutingContext context) {
    RoutingCode code = Paths.authority(context).orElseThrow(() -> unknown(context));
    Resolution resolution = loop.node().directory().resolve(code);
    if (resolution instanceof Resolution.Unknown) throw unknown(context);
    return resolution;
  }

  private static Refusal unknown(RoutingContext context) {
    return Refusal.of(
        ProblemType.UNKNOWN_AUTHORITY,
        "nobody is known for " + context.request().path());
  }
}
