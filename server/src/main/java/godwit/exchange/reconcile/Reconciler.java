package godwit.exchange.reconcile;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.PeerCalls;
import godwit.exchange.PeerCalls.PeerAnswer;
import godwit.exchange.reconcile.Comparison.Direction;
import godwit.store.outgoing.ExchangedBatches;
import godwit.store.outgoing.ExchangedBatches.After;
import godwit.store.outgoing.ExchangedBatches.Listed;
import godwit.store.outgoing.ExchangedBatches.Scope;
import godwit.store.outgoing.ExchangedBatches.Side;
import godwit.store.outgoing.ExchangedBatches.Sum;
import godwit.store.outgoing.Reconciled;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares with peers what was exchanged on a day: counts and the sum of digests first, batch by
/// batch where these differ.
///
/// - shape: what a destination has confirmed and does not hold is sent again, the same bytes, once
///   it was asked for them; what it holds and was never sent so is an alarm
/// - units: the UTC day of `created`
/// - errors: none: a peer that can't be asked is said
/// - source: docs/protocol.md, "Reconciliation"
/*
 * Batches that are under way just now are on one side and not yet on the other. So what a peer has
 * not shown to be confirmed, and what is younger than an hour, is no difference.
 */
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration UNDER_WAY = Duration.ofHours(1);
  private static final int MAX_PAGES = 1_000;
  /* Days of a restored database that a peer is asked about: as long as dates are of use. */
  private static final int RESTORED_DAYS = 23;

  private final FederationSource federation;
  private final PeerCalls calls;
  private final ExchangedBatches exchanged;
  private final Reconciled reconciled;
  private final InstantSource clock;

  public Reconciler(
      FederationSource federation,
      PeerCalls calls,
      ExchangedBatches exchanged,
      Reconciled reconciled,
      InstantSource clock) {
    this.federation = federation;
    this.calls = calls;
    this.exchanged = exchanged;
    this.reconciled = reconciled;
    this.clock = clock;
  }

  /* What a peer says of one day. */
  private record Theirs(JsonObject sent, JsonObject received) {}

  /* What it says of each batch: the digest, and whether it counts as confirmed. */
  private record Entry(String digest, boolean confirmed, Instant created) {}

  private record Details(Map<UUID, Entry> sent, Map<UUID, Entry> received) {}

  /// Compares with these peers, one after the other.
  ///
  /// @param dry whether nothing is sent again
  public Future<List<Comparison>> compare(
      Optional<RoutingCode> only, List<LocalDate> dates, boolean dry) {
    List<Comparison> all = new ArrayList<>();
    Future<Void> chain = Future.succeededFuture();
    for (Federation.Peering peering : federation.current().peerings()) {
      RoutingCode peer = peering.route().peer();
      if (only.isPresent() && !only.get().equals(peer)) continue;
      for (LocalDate date : dates) {
        chain = chain.compose(_ -> compare(peer, date, dry)).map(both -> {
          all.addAll(both);
          return null;
        });
      }
    }
    return chain.map(all);
  }

  private Future<List<Comparison>> compare(RoutingCode peer, LocalDate date, boolean dry) {
    Scope scope = new Scope(federation.directory().self(), peer, date);
    return ask(peer, path(peer, date)).compose(answer -> {
      Optional<Theirs> theirs = answer.flatMap(Reconciler::theirs);
      if (theirs.isEmpty()) return Future.succeededFuture(unasked(peer, date, answer));
      return exchanged
          .sum(scope, Side.SENT)
          .compose(sent -> exchanged.sum(scope, Side.RECEIVED).compose(received -> {
            boolean out = matches(sent, theirs.get().received());
            boolean in = matches(received, theirs.get().sent());
            if (out && in)
              return keep(List.of(same(peer, date, Direction.OUT), same(peer, date, Direction.IN)));
            return details(peer, date)
                .compose(details -> details.isEmpty()
                    ? Future.succeededFuture(unasked(peer, date, Optional.empty()))
                    : compare(scope, details.get(), dry));
          }));
    });
  }

  private Future<List<Comparison>> compare(Scope scope, Details theirs, boolean dry) {
    return all(scope, Side.SENT, After.START, new ArrayList<>())
        .compose(sent -> all(scope, Side.RECEIVED, After.START, new ArrayList<>())
            .compose(received -> {
              Comparison in = incoming(scope, received, theirs.sent());
              List<UUID> missing = missing(sent, theirs.received());
              int unexplained = unexplained(sent, theirs.received());
              Future<Integer> resent = dry || missing.isEmpty()
                  ? Future.succeededFuture(0)
                  : reconciled.sendAgain(missing);
              return resent.compose(count -> keep(List.of(
                  new Comparison(
                      scope.with(),
                      scope.date(),
                      Direction.OUT,
                      missing.size(),
                      unexplained,
                      count,
                      Optional.empty()),
                  in)));
            }));
  }

  /* What the destination has confirmed and does not hold. */
  private static List<UUID> missing(List<Listed> sent, Map<UUID, Entry> received) {
    List<UUID> missing = new ArrayList<>();
    for (Listed each : sent) {
      if (each.confirmed() && !received.containsKey(each.batch())) missing.add(each.batch());
    }
    return missing;
  }

  private static int unexplained(List<Listed> sent, Map<UUID, Entry> received) {
    Map<UUID, String> digests = new HashMap<>();
    sent.forEach(each -> digests.put(each.batch(), each.digest()));
    int unexplained = 0;
    for (var each : received.entrySet()) {
      if (!each.getValue().digest().equals(digests.get(each.getKey()))) unexplained++;
    }
    return unexplained;
  }

  private Comparison incoming(Scope scope, List<Listed> received, Map<UUID, Entry> sent) {
    Set<UUID> here = new HashSet<>();
    received.forEach(each -> here.add(each.batch()));
    Instant settled = clock.instant().minus(UNDER_WAY);
    int missing = 0;
    for (var each : sent.entrySet()) {
      Entry entry = each.getValue();
      if (entry.confirmed() && entry.created().isBefore(settled) && !here.contains(each.getKey())) {
        missing++;
      }
    }
    int unexplained = 0;
    for (Listed each : received) {
      Entry entry = sent.get(each.batch());
      if (entry == null || !entry.digest().equals(each.digest())) unexplained++;
    }
    return new Comparison(
        scope.with(), scope.date(), Direction.IN, missing, unexplained, 0, Optional.empty());
  }

  private Future<List<Listed>> all(Scope scope, Side side, After after, List<Listed> sum) {
    return exchanged.list(scope, side, after).compose(page -> {
      sum.addAll(page);
      if (page.size() < ExchangedBatches.AT_ONCE) return Future.succeededFuture(sum);
      Listed last = page.getLast();
      return all(scope, side, new After(last.createdMillis(), last.batch()), sum);
    });
  }

  private Future<Optional<Details>> details(RoutingCode peer, LocalDate date) {
    return details(
        peer, path(peer, date) + "&detail=1", new Details(new HashMap<>(), new HashMap<>()), 0);
  }

  private Future<Optional<Details>> details(RoutingCode peer, String path, Details sum, int pages) {
    return ask(peer, path).compose(answer -> {
      Optional<JsonObject> document =
          answer.filter(found -> found.status() == 200).flatMap(PeerAnswer::document);
      Optional<Theirs> theirs = document.flatMap(Reconciler::theirs);
      if (theirs.isEmpty() || pages > MAX_PAGES) return Future.succeededFuture(Optional.empty());
      boolean read = entries(theirs.get().sent(), sum.sent())
          && entries(theirs.get().received(), sum.received());
      if (!read) return Future.succeededFuture(Optional.empty());
      Optional<String> next = next(document.get(), peer);
      return next.isPresent()
          ? details(peer, next.get(), sum, pages + 1)
          : Future.succeededFuture(Optional.of(sum));
    });
  }

  /* Only ever to the same resource: a link is a peer's word. */
  private static Optional<String> next(JsonObject document, RoutingCode peer) {
    return document.getValue("_links") instanceof JsonObject links
            && links.getValue("next") instanceof JsonObject next
            && next.getValue("href") instanceof String href
            && href.startsWith("/reconciliation/" + peer.path() + "?")
            && href.length() < 512
        ? Optional.of(href)
        : Optional.empty();
  }

  private static boolean entries(JsonObject side, Map<UUID, Entry> into) {
    if (!(side.getValue("list") instanceof JsonArray list)) return false;
    for (int index = 0; index < list.size(); index++) {
      if (!(list.getValue(index) instanceof JsonObject each)) return false;
      try {
        into.put(
            UUID.fromString(each.getString("batch")),
            new Entry(
                each.getString("digest").replaceFirst("^sha-256:", ""),
                !(each.getValue("confirmed") instanceof Boolean confirmed) || confirmed,
                Instant.parse(each.getString("created"))));
      } catch (RuntimeException unreadable) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Theirs> theirs(PeerAnswer answer) {
    return answer.status() == 200
        ? answer.document().flatMap(Reconciler::theirs)
        : Optional.empty();
  }

  private static Optional<Theirs> theirs(JsonObject document) {
    return document.getValue("sent") instanceof JsonObject sent
            && document.getValue("received") instanceof JsonObject received
        ? Optional.of(new Theirs(sent, received))
        : Optional.empty();
  }

  private static boolean matches(Sum ours, JsonObject theirs) {
    return theirs.getValue("batches") instanceof Number batches
        && batches.longValue() == ours.batches()
        && ours.sum().equals(theirs.getValue("sum"));
  }

  private Future<Optional<PeerAnswer>> ask(RoutingCode peer, String path) {
    return calls.get(peer, PeerCalls.Way.OR_THROUGH_HUB, path, PATIENCE);
  }

  private String path(RoutingCode peer, LocalDate date) {
    return "/reconciliation/" + peer.path() + "?date=" + date + "&for="
        + federation.directory().self().path();
  }

  private Future<List<Comparison>> keep(List<Comparison> both) {
    Future<Void> kept = Future.succeededFuture();
    for (Comparison each : both) {
      tell(each);
      kept = kept.compose(_ -> reconciled.keep(
          each.peer(),
          each.date(),
          each.direction().word(),
          each.missing(),
          each.unexplained(),
          each.resent()));
    }
    return kept.map(both);
  }

  private static void tell(Comparison each) {
    if (each.unexplained() > 0) {
      LOG.error(
          "reconciliation with {} of {}, {}: {} batches can't be explained",
          each.peer(),
          each.date(),
          each.direction().word(),
          each.unexplained());
    }
    if (each.missing() > 0) {
      LOG.warn(
          "reconciliation with {} of {}, {}: {} batches are missing, {} are sent again",
          each.peer(),
          each.date(),
          each.direction().word(),
          each.missing(),
          each.resent());
    }
  }

  private static Comparison same(RoutingCode peer, LocalDate date, Direction direction) {
    return new Comparison(peer, date, direction, 0, 0, 0, Optional.empty());
  }

  private static List<Comparison> unasked(
      RoutingCode peer, LocalDate date, Optional<PeerAnswer> answer) {
    String why = answer
        .map(found -> "it answers with status " + found.status())
        .orElse("it can't be reached, or shows no such document");
    return List.of(
        new Comparison(peer, date, Direction.OUT, 0, 0, 0, Optional.of(why)),
        new Comparison(peer, date, Direction.IN, 0, 0, 0, Optional.of(why)));
  }

  /// Asks each destination that has not been asked since a restore from a backup what it holds, and
  /// lets what waits for it leave, or has it put aside.
  ///
  /// @return how many have still to be asked
  public Future<Integer> afterRestore() {
    return reconciled.restored().compose(restored -> {
      Map<RoutingCode, List<RoutingCode>> peers = new HashMap<>();
      Future<Void> chain = Future.succeededFuture();
      for (RoutingCode each : restored.destinations()) {
        if (federation.directory().resolve(each) instanceof Directory.Resolution.Other(var peer)) {
          peers.computeIfAbsent(peer.code(), _ -> new ArrayList<>()).add(each);
        } else {
          chain = chain.compose(_ -> reconciled.release(List.of(each), false));
        }
      }
      LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
      LocalDate from = restored.newest().orElse(today).minusDays(1);
      if (from.isBefore(today.minusDays(RESTORED_DAYS))) from = today.minusDays(RESTORED_DAYS);
      List<LocalDate> dates = from.datesUntil(today.plusDays(2)).toList();
      List<RoutingCode> left = new ArrayList<>();
      for (var entry : peers.entrySet()) {
        RoutingCode peer = entry.getKey();
        chain = chain.compose(_ -> compare(Optional.of(peer), dates, true)).compose(found -> {
          List<Comparison> out =
              found.stream().filter(each -> each.direction() == Direction.OUT).toList();
          if (out.stream().anyMatch(each -> each.problem().isPresent())) {
            left.add(peer);
            return Future.succeededFuture();
          }
          boolean unknown = out.stream().anyMatch(each -> each.unexplained() > 0);
          if (unknown) {
            LOG.error(
                "restored from a backup: {} holds batches that this node does not know; what waits"
                    + " for it is put aside",
                peer);
          } else {
            LOG.info("restored from a backup: {} holds nothing unknown; what waits leaves", peer);
          }
          return reconciled.release(entry.getValue(), unknown);
        });
      }
      return chain.map(_ -> left.size());
    });
  }
}
