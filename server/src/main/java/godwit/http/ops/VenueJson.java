package godwit.http.ops;

import static godwit.codec.batch.VenueRecord.MAX_VENUE;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.ProblemType;
import godwit.http.Refusal;
import godwit.http.SmallJson;
import io.vertx.core.json.JsonObject;

/// Which venue of this authority's a request is about.
///
/// - shape: members `country`, `state` and `venue`; country and state, both or neither, are this
///   authority's own where they are left out
/// - units: a venue's code is 0 to 4,294,967,295
/// - errors: `bad-json` with a pointer, `unknown-authority` for venues of another authority
record VenueJson(RoutingCode authority, long venue) {
  private static final int MAX_UINT16 = 0xFFFF;

  static VenueJson of(JsonObject body, Directory directory) {
    RoutingCode authority = directory.self();
    if (body.containsKey("country") || body.containsKey("state")) {
      authority = RoutingCode.nation((int) SmallJson.whole(body, "country", 0, MAX_UINT16), (int)
          SmallJson.whole(body, "state", 0, MAX_UINT16));
    }
    if (authority.custom() || !(directory.resolve(authority) instanceof Resolution.Own)) {
      throw Refusal.of(
          ProblemType.UNKNOWN_AUTHORITY, "venues of " + authority + " are not registered here");
    }
    return new VenueJson(authority, SmallJson.whole(body, "venue", 0, MAX_VENUE));
  }

  /// The members as they are answered.
  JsonObject document() {
    return new JsonObject()
        .put("country", authority.country())
        .put("state", authority.state())
        .put("venue", venue);
  }
}
