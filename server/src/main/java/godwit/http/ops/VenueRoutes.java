package godwit.http.ops;

import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.NodeContext;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.store.venue.Venues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The registry of venues, for those who run the node.
///
/// - shape: a [VenueJson] with `name`
/// - errors: `bad-json` with a pointer, `unknown-authority` for venues of another authority
/// - source: docs/operating.md, "Venues"
final class VenueRoutes {
  private static final int MAX_NAME = 200;

  private final Vertx vertx;
  private final NodeContext node;
  private final Venues venues;

  VenueRoutes(Vertx vertx, NodeContext node, Venues venues) {
    this.vertx = vertx;
    this.node = node;
    this.venues = venues;
  }

  void mount(Routing routing) {
    routing
        .post("/admin/venue", this::add)
        .post("/admin/venue/removal", this::remove)
        .get("/admin/venues", this::list);
  }

  private record Named(VenueJson at, String name) {}

  private void add(RoutingContext context) {
    answer(
        context,
        SmallJson.read(context.request())
            .map(this::named)
            .compose(venue -> venues
                .add(venue.at().authority(), venue.at().venue(), venue.name())
                .map(isNew -> {
                  node.wakeReaders(); // what waited for it is to be listed
                  Answers.json(context, isNew ? 201 : 200, document(venue));
                  return isNew;
                })));
  }

  private void remove(RoutingContext context) {
    answer(
        context,
        SmallJson.read(context.request())
            .map(this::named)
            .compose(venue -> venues
                .remove(venue.at().authority(), venue.at().venue())
                .map(wasThere -> {
                  JsonObject document = document(venue).put("removed", wasThere);
                  Answers.json(context, 200, document);
                  return wasThere;
                })));
  }

  /* `next` is there where more follow: it goes into `after` as it is. */
  private void list(RoutingContext context) {
    Place after = after(context.request());
    answer(context, venues.after(after.authority(), after.venue()).map(page -> {
      JsonArray all = new JsonArray();
      for (Venues.Venue venue : page) {
        String registered = venue.registered().truncatedTo(ChronoUnit.SECONDS).toString();
        all.add(document(new Named(new VenueJson(venue.authority(), venue.code()), venue.name()))
            .put("registered", registered));
      }
      JsonObject document = new JsonObject().put("venues", all);
      if (page.size() == Venues.AT_ONCE) document.put("next", next(page));
      Answers.json(context, 200, document);
      return page;
    }));
  }

  private record Place(int authority, long venue) {}

  private static Place after(HttpServerRequest request) {
    String text = Optional.ofNullable(request.getParam("after")).orElse("");
    if (text.isEmpty()) return new Place(0, -1);
    int slash = text.lastIndexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,10}")) throw unreadable();
    RoutingCode authority =
        RoutingCode.parse(text.substring(0, slash)).orElseThrow(VenueRoutes::unreadable);
    return new Place(authority.code(), Long.parseLong(text.substring(slash + 1)));
  }

  private static String next(List<Venues.Venue> page) {
    return page.getLast().authority().path() + "/" + page.getLast().code();
  }

  private void answer(RoutingContext context, Future<?> answered) {
    answered.onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private Named named(JsonObject body) {
    VenueJson at = VenueJson.of(body, node.directory());
    String name = body.containsKey("name") ? SmallJson.text(body, "name") : "";
    if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.at(
          ProblemType.BAD_JSON,
          "/name",
          "name has at most " + MAX_NAME + " characters, none of which controls anything");
    }
    return new Named(at, name);
  }

  private static JsonObject document(Named venue) {
    return venue.at().document().put("name", venue.name());
  }

  private static Refusal unreadable() {
    return Refusal.of(ProblemType.BAD_JSON, "after is what `next` said");
  }
}
