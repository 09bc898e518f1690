package godwit.http.ops;

import godwit.exchange.revoking.Revoking;
import godwit.http.Answers;
import godwit.http.CaseJson;
import godwit.http.NodeContext;
import godwit.http.Routing;
import godwit.http.SmallJson;
import godwit.store.revocation.Revocations;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Taking back what was shared under a code, a case, or all cases of a day of tests; and forgetting
/// a case.
///
/// - shape: `{"code" | "case" | "testLabDay", "dryRun", "confirm"}` → `{"id", "cases", "exposures",
///   "sentAgain", "destinations": [{"authority", "exposures", "sentAgain"}]}`
/// - units: exposures, each once for each destination
/// - errors: [godwit.http.Refusal] with `bad-json` and a pointer; 404 where there is no such case;
/// 409
///   where more than [Revocations#WITHOUT_PLAN] cases were not shown before
/// - source: docs/operating.md, "Taking back"
final class RevocationRoutes {
  private static final List<String> SELECTIONS = List.of("code", "case", "testLabDay");

  private final Vertx vertx;
  private final NodeContext node;
  private final Revocations revocations;

  RevocationRoutes(Vertx vertx, NodeContext node, Revocations revocations) {
    this.vertx = vertx;
    this.node = node;
    this.revocations = revocations;
  }

  void mount(Routing routing) {
    routing
        .post("/admin/revocation", context -> answer(context, false))
        .post("/admin/case/removal", context -> answer(context, true));
  }

  /* A refusal that is none of the protocol's. */
  private record Answer(int status, String title, String detail) {}

  private void answer(RoutingContext context, boolean forget) {
    SmallJson.read(context.request())
        .compose(body -> selected(body).compose(cases -> take(context, body, cases, forget)))
        .onFailure(failure -> Answers.refuse(vertx, context.request(), failure));
  }

  private Future<Void> take(
      RoutingContext context, JsonObject body, List<UUID> cases, boolean forget) {
    boolean dry = SmallJson.flag(body, "dryRun").orElse(false);
    Optional<UUID> confirmed = id(body, "confirm");
    if (cases.isEmpty()) {
      return say(
          context, new Answer(404, "Not Found", "no case is known by that, or none any more"));
    }
    if (!dry && confirmed.isEmpty() && cases.size() > Revocations.WITHOUT_PLAN) {
      return say(
          context,
          new Answer(
              409,
              "Conflict",
              cases.size()
                  + " cases at once are taken back only with the id of a dry run: ask for one, and"
                  + " confirm its id"));
    }
    if (dry) return revocations.plan(cases).compose(id -> counted(context, id, cases));
    Future<UUID> plan =
        confirmed.isPresent() ? planned(confirmed.get(), cases) : revocations.plan(cases);
    return plan.compose(id -> revocations
        .planned(id)
        .compose(all -> all.isEmpty()
            ? say(
                context,
                new Answer(
                    409, "Conflict", "no dry run of these cases has that id, or it was done"))
            : node.revoking()
                .count(all)
                .compose(amounts -> revocations.order(id, forget).map(_ -> {
                  node.revoking().wake();
                  Answers.json(context, 200, document(id, all.size(), amounts));
                  return null;
                }))));
  }

  /* A plan of other cases is none of these. */
  private Future<UUID> planned(UUID id, List<UUID> cases) {
    return revocations.planned(id).map(all -> cases.containsAll(all) ? id : new UUID(0, 0));
  }

  private Future<Void> counted(RoutingContext context, UUID id, List<UUID> cases) {
    return node.revoking()
        .count(cases)
        .onSuccess(amounts -> Answers.json(context, 200, document(id, cases.size(), amounts)))
        .mapEmpty();
  }

  private static JsonObject document(UUID id, int cases, List<Revoking.Amount> amounts) {
    JsonArray destinations = new JsonArray();
    for (Revoking.Amount amount : amounts) {
      destinations.add(new JsonObject()
          .put("authority", amount.authority().path())
          .put("exposures", amount.revoked())
          .put("sentAgain", amount.again()));
    }
    return new JsonObject()
        .put("id", id.toString())
        .put("cases", cases)
        .put("exposures", amounts.stream().mapToLong(Revoking.Amount::revoked).sum())
        .put("sentAgain", amounts.stream().mapToLong(Revoking.Amount::again).sum())
        .put("destinations", destinations);
  }

  private Future<List<UUID>> selected(JsonObject body) {
    List<String> named = SELECTIONS.stream().filter(body::containsKey).toList();
    if (named.size() != 1) {
      throw CaseJson.broken(
          "", "one of " + String.join(", ", SELECTIONS) + " says what to take back");
    }
    return switch (named.getFirst()) {
      case "code" ->
        UploadAuthorisations.code(SmallJson.text(body, "code"))
            .map(code -> revocations.byCode(UploadAuthorisations.hash(code)))
            .orElseThrow(() -> CaseJson.broken("/code", "a code has 16 characters"));
      case "case" -> revocations.byId(id(body, "case").orElseThrow());
      default -> revocations.byTestDate(day(body));
    };
  }

  private static LocalDate day(JsonObject body) {
    return CaseJson.day(body, "testLabDay").orElseThrow();
  }

  private static Optional<UUID> id(JsonObject body, String member) {
    if (!body.containsKey(member)) return Optional.empty();
    try {
      return Optional.of(UUID.fromString(SmallJson.text(body, member)));
    } catch (IllegalArgumentException notOne) {
      throw CaseJson.broken("/" + member, member + " is an id as it was printed");
    }
  }

  private static Future<Void> say(RoutingContext context, Answer answer) {
    Answers.plain(context, answer.status(), answer.title(), answer.detail());
    return Future.succeededFuture();
  }
}
