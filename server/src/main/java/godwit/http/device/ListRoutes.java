package godwit.http.device;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.ProblemType;
import godwit.http.Answers;
import godwit.http.Bodies;
import godwit.http.Conditional;
import godwit.http.Hal;
import godwit.http.LoopContext;
import godwit.http.Paths;
import godwit.http.Refusal;
import godwit.http.Routing;
import godwit.list.ExposureList;
import godwit.store.list.FilterTable;
import godwit.store.list.Partition;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The list of exposures for this authority's own phones, whole and by partitions, and the list of
/// venues.
final class ListRoutes {
  private static final String WHOLE = "/exposure-list";
  private static final String VENUES = "/venue-list";
  private static final String FAMILY = "/:family";
  private static final String FILTER = "/filter";
  private static final String BUCKET = "/:id/:bucket";
  private static final Duration KEEP_BUCKET = Duration.ofDays(1);
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

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

    @Override
    public boolean areBatches() {
      return true;
    }
  }

  private record Part(String path, Partition partition, ExposureList list)
      implements PageAnswers.Sequence {
    @Override
    public Optional<Integer> stream() {
      return list.partition(partition);
    }

    @Override
    public boolean areBatches() {
      return partition.kind() == Partition.Kind.PAGES;
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
        .get(WHOLE + Paths.NATION + FAMILY, this::require, this::part)
        .get(WHOLE + Paths.CUSTOM + FAMILY + FILTER, this::require, this::filter)
        .get(WHOLE + Paths.NATION + FAMILY + FILTER, this::require, this::filter)
        .get(WHOLE + Paths.CUSTOM + FAMILY + FILTER + BUCKET, this::require, this::bucket)
        .get(WHOLE + Paths.NATION + FAMILY + FILTER + BUCKET, this::require, this::bucket);
  }

  /// The partitions that have had a page, as a phone finds them.
  JsonArray partitions() {
    JsonArray partitions = new JsonArray();
    if (!list.isPartitioned()) return partitions;
    list.partitions().stream()
        .filter(partition ->
            partition.family() != Partition.VENUES && partition.kind() == Partition.Kind.PAGES)
        .sorted(Comparator.comparing(ListRoutes::path))
        .forEach(partition -> {
          PayloadFamily family = PayloadFamily.of(partition.family());
          partitions.add(Hal.code(partition.code())
              .put("family", family.label())
              .put("payloadTypes", new JsonArray().add(family.firstType()).add(family.lastType()))
              .put(
                  "_links",
                  new JsonObject()
                      .put("exposure-list", Hal.link(path(partition)))
                      .put("filter", Hal.link(path(partition) + FILTER))));
        });
    return partitions;
  }

  private void part(RoutingContext context) {
    Partition partition = partition(context).orElseThrow();
    answers.answer(context.request(), new Part(path(partition), partition, list));
  }

  private void filter(RoutingContext context) {
    Partition partition = partition(context).orElseThrow();
    answers.answer(
        context.request(), new Part(path(partition) + FILTER, partition.filters(), list));
  }

  private void bucket(RoutingContext context) {
    Bodies.requireOctetsAccepted(context.request());
    String id = String.valueOf(context.pathParam("id"));
    String number = String.valueOf(context.pathParam("bucket"));
    if (!ID.matcher(id).matches() || !number.matches("0|[1-9][0-9]{0,8}")) {
      Answers.plain(context, 404, "Not Found");
      return;
    }
    String tag = '"' + id + '-' + number + '"';
    new FilterTable(loop.pool())
        .bucket(UUID.fromString(id), Integer.parseInt(number))
        .onSuccess(bucket -> bucket.ifPresentOrElse(
            bytes -> bucket(context, tag, bytes), () -> Answers.plain(context, 404, "Not Found")))
        .onFailure(failure -> Answers.refuse(loop.vertx(), context.request(), failure));
  }

  private static void bucket(RoutingContext context, String tag, Buffer bytes) {
    HttpServerResponse response = context
        .response()
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(
            HttpHeaders.CACHE_CONTROL,
            "public, max-age=" + KEEP_BUCKET.toSeconds() + ", immutable");
    if (Conditional.isHeld(context.request(), tag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, Answers.OCTETS);
    Answers.end(context.request(), bytes);
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
