package godwit.http.device;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.ProblemType;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.list.ExposureList;
import godwit.store.list.Partition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.Optional;

/// The list of exposures for this authority's own phones, whole and by partitions, and the list of
/// venues.
final class ListRoutes {
  private static final String WHOLE = "/exposure-list";
  private static final String VENUES = "/venue-list";
  private static final String FAMILY = "/:family";

  private final LoopContext loop;
  private final ExposureList list;
  private final PageAnswers answers;

  ListRoutes(LoopContext loop) {
    this.loop = loop;
    this.list = loop.node().list();
    this.answers = new PageAnswers(loop);
  }

  private record Whole(int own) implements PageAnswers.Sequence {
    @Override
    public String path() {
      return WHOLE;
    }

    @Override
    public Optional<Integer> stream() {
      return Optional.of(own);
    }
  }

  private record Part(String path, Partition partition, ExposureList list)
      implements PageAnswers.Sequence {
    @Override
    public Optional<Integer> stream() {
      return list.partition(partition);
    }
  }

  void mount(Router router) {
    PageAnswers.Sequence whole = new Whole(list.own());
    PageAnswers.Sequence venues =
        new Part(VENUES, Partition.venues(loop.node().directory().self()), list);
    Routing.of(router, loop.vertx())
        .get(WHOLE, context -> answers.answer(context.request(), whole))
        .get(VENUES, context -> answers.answer(context.request(), venues))
        .get(WHOLE + Paths.CUSTOM + FAMILY, this::require, this::part)
        .get(WHOLE + Paths.NATION + FAMILY, this::require, this::part);
  }

  /// The partitions that have had a page, as a phone finds them.
  JsonArray partitions() {
    JsonArray partitions = new JsonArray();
    if (!list.isPartitioned()) return partitions;
    list.partitions().stream()
        .filter(partition -> partition.family() != Partition.VENUES)
        .sorted(Comparator.comparing(ListRoutes::path))
        .forEach(partition -> {
          PayloadFamily family = PayloadFamily.of(partition.family());
          partitions.add(Hal.code(partition.code())
              .put("family", family.label())
              .put("payloadTypes", new JsonArray().add(family.firstType()).add(family.lastType()))
              .put("_links", new JsonObject().put("exposure-list", Hal.link(path(partition)))));
        });
    return partitions;
  }

  private void part(RoutingContext context) {
    Partition partition = partition(context).orElseThrow();
    answers.answer(context.request(), new Part(path(partition), partition, list));
  }

  private void require(RoutingContext context) {
    if (partition(context).isEmpty()) {
      throw Refusal.of(
          ProblemType.UNKNOWN_AUTHORITY,
          "partitions are of this node's own codes, and of a family's first payload type");
    }
  }

  /* Of a code that this node serves itself: phones of a code that it stands in for ask there. */
  private Optional<Partition> partition(RoutingContext context) {
    String family = String.valueOf(context.pathParam("family"));
    if (!list.isPartitioned() || !family.matches("0|[1-9][0-9]{0,2}")) return Optional.empty();
    int first = Integer.parseInt(family);
    if (first > 0xFF || PayloadFamily.of(first).firstType() != first) return Optional.empty();
    Directory directory = loop.node().directory();
    return Paths.authority(context)
        .filter(code -> directory.resolve(code) instanceof Directory.Resolution.Own(RoutingCode own)
            && own.equals(code))
        .map(code -> new Partition(code, first));
  }

  private static String path(Partition partition) {
    return WHOLE + "/" + partition.code().path() + "/" + partition.family();
  }
}
