package godwit.simulation;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.delivery.SimulatedOutbox;
import godwit.exchange.fetch.SimulatedFetch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One run: what a seed chooses is done, step by step, then all that was begun is let come to its
/// end, and what was acknowledged is compared with what has arrived.
final class Simulation {
  private static final int STEPS = 20_000;
  private static final int ROUNDS = 400;
  private static final int STORE_FAULTS = 60; // of a thousand steps
  private static final int MOST_UNDER_WAY = 3;
  private static final int CUTS_A_LOOK = 10;
  private static final long LOOK_NANOS = 20_000;
  private static final String MADE = """
      select count(*) from outgoing where magic = 'EXPOSURES' and hops = 0""";
  private static final String UNSETTLED =
      "select count(*) from outgoing where state in ('waiting', 'relayed')";
  private static final String REFUSED = "select count(*) from outgoing where state = 'refused'";

  private final World world;
  private final int least;
  private final Choices choices;
  private final SimulatedNetwork network = new SimulatedNetwork(this);
  private final Phones phones = new Phones(this);
  private final List<Begun> underWay = new ArrayList<>();
  private long made;
  private int cuts;

  /* What was held up, and is not waited for. */
  private record Begun(SimulatedNode node, Future<?> end) {
    SimulatedMember at() {
      return node.member();
    }
  }

  private Simulation(World world, long seed, int least) {
    this.world = world;
    this.least = least;
    this.choices = new Choices(seed);
  }

  /// Runs a seed in a world that nothing else runs in.
  ///
  /// @param batches that are made at least
  static SimulationReport run(World world, long seed, int batches) {
    long began = System.nanoTime();
    world.time().set(World.START);
    Simulation run = new Simulation(world, seed, batches);
    world.members().forEach(member -> member.begin(run));
    run.disturbed();
    List<String> wrong = new ArrayList<>(run.settled());
    for (SimulatedMember member : world.authorities()) wrong.addAll(run.compared(member));
    long exposures = world.authorities().stream()
        .mapToLong(member -> run.phones.acknowledged(member.code()).size())
        .sum();
    return new SimulationReport(
        seed,
        run.batches(),
        exposures,
        run.choices.counts(),
        wrong,
        run.choices.trace(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  Choices choices() {
    return choices;
  }

  SimulatedNetwork network() {
    return network;
  }

  Optional<Protection> off() {
    return world.off();
  }

  List<SimulatedMember> authorities() {
    return world.authorities();
  }

  SimulatedMember member(RoutingCode code) {
    return world.members().stream()
        .filter(member -> member.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  /// One of a member's nodes.
  SimulatedNode node(SimulatedMember member) {
    return choices.of(member.nodes());
  }

  /// Brings a dead node back to life.
  void restart(SimulatedNode node) {
    node.begin(this);
    release(node.member());
  }

  /// Looks at a node before something is begun there.
  Predicate<Future<?>> before(SimulatedNode node) {
    SimulatedMember member = node.member();
    boolean slow = member.isHolding();
    boolean itself = node.store().isHolding();
    /* Only behind another does an upload stay in a queue. */
    boolean busy = itself || underWay.stream().anyMatch(each -> each.node() == node);
    int waiting = node.waiting();
    long asleep = slow ? member.waiters() : 0;
    boolean mayWait = slow || node.store().mayBeSlow();
    return begun -> {
      if (!mayWait) {
        await(begun.otherwiseEmpty());
        return true;
      }
      while (!begun.isComplete()) {
        boolean held = node.store().isHolding() && !itself;
        boolean behind = slow && ((busy && node.waiting() > waiting) || member.waiters() > asleep);
        if (held || behind) {
          underWay.add(new Begun(node, begun));
          return false;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      return true;
    };
  }

  /// Has something begin at a node, and waits for its end, unless a slow commit holds it up: then
  /// it goes on beside what follows.
  <T> Optional<Future<T>> ended(SimulatedNode node, Supplier<Future<T>> task) {
    Predicate<Future<?>> comesToAnEnd = before(node);
    Future<T> begun = task.get();
    return comesToAnEnd.test(begun) ? Optional.of(begun) : Optional.empty();
  }

  /* The choices, until enough has been sent. */
  private void disturbed() {
    for (int step = 0; made < least; step++) {
      if (step == STEPS) throw new AssertionError("made=" + made);
      int choice = choices.below(100);
      if (choice < 17) acting(this::uploaded);
      else if (choice < 40) acting(this::cut);
      else if (choice < 72) acting(this::delivered);
      else if (choice < 82) acting(this::fetched);
      else if (choice < 85) phones.again();
      else if (choice < 89) network.deliverLate();
      else if (choice < 92) release(choices.of(world.members()));
      else if (choice < 98) pass(Duration.ofMillis(200 + choices.below(8_000)));
      else strange();
      held();
    }
  }

  /* What happens to whole members, and long pauses. */
  private void strange() {
    SimulatedMember member = choices.of(world.members());
    switch (choices.below(8)) {
      case 0 -> {
        choices.happened(Fault.CUT_OFF);
        member.cutOff(Duration.ofSeconds(10 + choices.below(300)));
      }
      case 1, 2 -> {
        choices.happened(Fault.CLOCK_SET);
        member.set(Duration.ofSeconds(choices.below(3_000) - 1_500));
      }
      case 3 -> restart(node(member));
      default -> pass(Duration.ofSeconds(30 + choices.below(120)));
    }
  }

  private interface Acting {
    void by(SimulatedNode node) throws Exception;
  }

  /* Somebody does something, and something may go wrong with his database. */
  private void acting(Acting task) {
    SimulatedMember member = choices.of(world.members());
    SimulatedNode node = node(member);
    if (member.isCutOff()) return;
    choices
        .fault(Fault.Kind.STORE, STORE_FAULTS)
        .ifPresent(fault -> node.store().arm(fault, 1 + choices.below(8)));
    attempt(task, node);
    node.store().disarm();
    if (node.store().isDead()) restart(node);
  }

  private void attempt(Acting task, SimulatedNode node) {
    try {
      task.by(node);
    } catch (AssertionError wrong) {
      throw wrong;
    } catch (Exception failed) { // as whoever works for a node goes on after a fault
      choices.note("failed " + failed.getClass().getSimpleName());
    }
  }

  private void uploaded(SimulatedNode node) {
    if (node.member().code().equals(World.HUB)) return;
    phones.upload(node.member(), node);
  }

  private void cut(SimulatedNode node) {
    int batches = node.outbox().cut();
    choices.note("cut " + batches);
    if (++cuts % CUTS_A_LOOK == 0) made = batches();
  }

  private long batches() {
    return world.authorities().stream().mapToLong(member -> member.number(MADE)).sum();
  }

  private void delivered(SimulatedNode node) throws Exception {
    if (node.deliverers().isEmpty()) return;
    SimulatedOutbox.Deliverer deliverer = choices.of(node.deliverers());
    choices.note(node.member().code() + " to " + deliverer + " " + deliverer.once());
  }

  private void fetched(SimulatedNode node) throws Exception {
    if (node.fetchers().isEmpty()) return;
    choices.note("fetched " + choices.of(node.fetchers()).once());
  }

  private void pass(Duration time) {
    world.time().pass(time);
    world.members().forEach(SimulatedMember::tell);
  }

  /* Too many wait: the slow commit is over now. */
  private void held() {
    for (SimulatedMember member : world.members()) {
      long waits = underWay.stream().filter(each -> each.at() == member).count();
      if (waits > MOST_UNDER_WAY) release(member);
    }
  }

  /* What was held up goes on, and is waited for. */
  private void release(SimulatedMember member) {
    member.nodes().forEach(node -> node.store().release());
    for (Begun each : List.copyOf(underWay)) {
      if (each.at() != member) continue;
      await(each.end().otherwiseEmpty());
      underWay.remove(each);
    }
  }

  /* Everything works from here on. What is left over is a fault of the nodes. */
  private List<String> settled() {
    choices.calm();
    world.members().forEach(this::release);
    world.members().forEach(SimulatedMember::reconnect);
    while (network.hasLate()) network.deliverLate();
    for (int round = 0; round < ROUNDS; round++) {
      while (phones.open() > 0) phones.again();
      boolean idle = true;
      for (SimulatedMember member : world.members()) idle &= !worked(member);
      if (idle && world.members().stream().allMatch(member -> member.number(UNSETTLED) == 0)) {
        return refused();
      }
      pass(Duration.ofSeconds(45));
    }
    List<String> left = new ArrayList<>();
    world.members().forEach(member -> left.add("not settled: " + member));
    return left;
  }

  private List<String> refused() {
    List<String> wrong = new ArrayList<>();
    for (SimulatedMember member : world.members()) {
      if (member.number(REFUSED) > 0) wrong.add("put aside: " + member);
    }
    return wrong;
  }

  /* All that one node of a member finds to do. */
  private boolean worked(SimulatedMember member) {
    SimulatedNode node = member.nodes().getFirst();
    boolean any = false;
    try {
      while (node.outbox().cut() > 0) any = true;
      for (SimulatedOutbox.Deliverer each : node.deliverers()) while (each.once()) any = true;
      for (SimulatedFetch each : node.fetchers()) while (each.once()) any = true;
    } catch (Exception failed) {
      throw new AssertionError("nothing was to fail", failed);
    }
    return any;
  }

  private List<String> compared(SimulatedMember member) {
    Set<Long> expected = phones.acknowledged(member.code());
    Map<Long, Integer> listed = member.listed();
    long lost = expected.stream().filter(number -> !listed.containsKey(number)).count();
    long twice = listed.values().stream().filter(times -> times > 1).count();
    long strange =
        listed.keySet().stream().filter(number -> !expected.contains(number)).count();
    List<String> wrong = new ArrayList<>();
    if (lost > 0) wrong.add(lost + " lost at " + member.code());
    if (twice > 0) wrong.add(twice + " twice at " + member.code());
    if (strange > 0) wrong.add(strange + " that nobody was told of at " + member.code());
    return wrong;
  }
}
