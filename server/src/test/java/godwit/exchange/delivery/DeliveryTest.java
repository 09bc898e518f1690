package godwit.exchange.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.exchange.delivery.Delivery.Asking;
import godwit.exchange.delivery.Delivery.End;
import godwit.exchange.delivery.Delivery.Resting;
import godwit.exchange.delivery.Delivery.Sending;
import godwit.exchange.delivery.Delivery.Trip;
import godwit.store.outgoing.Outgoing.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole space: both states that a try begins in, every number of targets, every answer of
/// each.
class DeliveryTest {
  private static final Optional<Duration> NONE = Optional.empty();
  private static final Optional<Duration> SHORT = Optional.of(Duration.ofSeconds(3));
  private static final Optional<Duration> LONG = Optional.of(Duration.ofSeconds(9));

  private static final List<Answer> ANSWERS = List.of(
      new Answer.Delivered("{\"state\":\"stored\"}", false),
      new Answer.Delivered("", true),
      new Answer.Refused("no"),
      new Answer.Unfit(Answer.Cause.SIZE, "too large"),
      new Answer.Relayed(),
      new Answer.Later("k", "busy", NONE),
      new Answer.Later("k", "busy for some time", SHORT),
      new Answer.Later("k", "busy for long", LONG),
      new Answer.Unreachable("k", "gone"),
      new Answer.Unknown());

  /* One try from its beginning to its end. */
  private record Path(
      State state,
      int sending,
      int asking,
      boolean old,
      List<Delivery> steps,
      List<Answer> answers) {
    End end() {
      return (End) steps.getLast();
    }

    List<Answer> of(Class<? extends Delivery> step) {
      List<Answer> given = new ArrayList<>();
      for (int index = 0; index < answers.size(); index++) {
        if (step.isInstance(steps.get(index))) given.add(answers.get(index));
      }
      return given;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2", "3, 1", "1, 3", "3, 2"})
  void everyTryEndsAsTheAnswersSay(int sending, int asking) {
    int paths = 0;
    for (State state : List.of(State.WAITING, State.RELAYED)) {
      for (boolean old : new boolean[] {false, true}) {
        List<Path> all = new ArrayList<>();
        Path begun =
            new Path(state, sending, asking, old, List.of(Delivery.begin(state)), List.of());
        follow(begun, all);
        all.forEach(DeliveryTest::check);
        paths += all.size();
      }
    }
    assertTrue(paths >= 2 * ANSWERS.size(), "paths=" + paths);
  }

  private static void follow(Path path, List<Path> ended) {
    if (path.steps().getLast() instanceof End) {
      ended.add(path);
      return;
    }
    Trip trip = Trip.of(path.state(), path.sending(), path.asking(), path.old());
    for (Answer answer : ANSWERS) {
      Delivery next = switch (path.steps().getLast()) {
        case Sending at -> Delivery.next(at, answer, trip);
        case Asking at -> Delivery.next(at, answer, trip);
        case End end -> throw new AssertionError(end);
      };
      List<Delivery> steps = new ArrayList<>(path.steps());
      steps.add(next);
      List<Answer> answers = new ArrayList<>(path.answers());
      answers.add(answer);
      follow(
          new Path(path.state(), path.sending(), path.asking(), path.old(), steps, answers), ended);
    }
  }

  private static void check(Path path) {
    goesFromTargetToTarget(path);
    String told = path.toString();
    Answer last = path.answers().getLast();
    boolean sent = path.steps().stream().anyMatch(Sending.class::isInstance);
    switch (path.end()) {
      case Delivery.Delivered(var receipt, var nothing) ->
        assertEquals(new Answer.Delivered(receipt, nothing), last, told);
      case Delivery.Unfit(int target, var cause, var problem) -> {
        assertEquals(new Answer.Unfit(cause, problem), last, told);
        assertEquals(path.of(Sending.class).size() - 1, target, told);
      }
      case Delivery.Remade _ -> throw new AssertionError(told);
      case Delivery.Refused(var problem) -> {
        if (last instanceof Answer.Refused(var said)) {
          assertEquals(said, problem, told);
        } else {
          assertTrue(path.old() && path.state() == State.WAITING, told);
          assertTrue(path.of(Sending.class).stream().allMatch(DeliveryTest::isFailure), told);
          assertEquals(path.sending(), path.of(Sending.class).size(), told);
          assertEquals("given up after 72 h: " + problem(last), problem, told);
        }
      }
      case Resting(var state, var problem, var wait) -> {
        if (last instanceof Answer.Relayed) {
          assertEquals(new Resting(State.RELAYED, "", NONE), path.end(), told);
        } else if (sent) {
          assertEquals(State.WAITING, state, told);
          assertTrue(!path.old() || path.state() == State.RELAYED, told);
          assertEquals(problem(last), problem, told);
          assertEquals(longest(path.of(Sending.class)), wait, told);
        } else {
          assertEquals(State.RELAYED, state, told);
          assertEquals(path.asking(), path.answers().size(), told);
          assertEquals(lastDoubt(path.answers()), Optional.of(problem), told);
          assertEquals(longest(path.answers()), wait, told);
        }
      }
    }
    /* Sent again only if all who may have it say that they have not. */
    if (path.state() == State.RELAYED && sent) {
      List<Answer> asked = path.of(Asking.class);
      assertEquals(path.asking(), asked.size(), told);
      assertTrue(asked.stream().allMatch(Answer.Unknown.class::isInstance), told);
    }
    if (path.state() == State.WAITING) assertEquals(0, path.of(Asking.class).size(), told);
  }

  /* Each in turn, none twice, nobody asked who has been sent to. */
  private static void goesFromTargetToTarget(Path path) {
    int expected = 0;
    boolean asking = path.state() == State.RELAYED;
    for (Delivery step : path.steps()) {
      switch (step) {
        case Asking at -> assertEquals(asking ? expected++ : -1, at.target(), path.toString());
        case Sending at -> {
          if (asking) expected = 0;
          asking = false;
          assertEquals(expected++, at.target(), path.toString());
        }
        case End _ -> {}
      }
    }
    assertTrue(expected <= (asking ? path.asking() : path.sending()), path.toString());
    long ends = path.steps().stream().filter(End.class::isInstance).count();
    assertEquals(1, ends, path.toString());
  }

  private static boolean isFailure(Answer answer) {
    return answer instanceof Answer.Later
        || answer instanceof Answer.Unreachable
        || answer instanceof Answer.Unknown;
  }

  private static String problem(Answer answer) {
    return switch (answer) {
      case Answer.Later later -> later.problem();
      case Answer.Unreachable unreachable -> unreachable.problem();
      case Answer.Unknown _ -> "no answer to the batch";
      case Answer.Unfit unfit -> unfit.problem();
      case Answer.Delivered _, Answer.Refused _, Answer.Relayed _ -> throw new AssertionError();
    };
  }

  private static Optional<String> lastDoubt(List<Answer> answers) {
    return answers.reversed().stream()
        .filter(answer -> !(answer instanceof Answer.Unknown))
        .map(DeliveryTest::problem)
        .findFirst();
  }

  private static Optional<Duration> longest(List<Answer> answers) {
    return answers.stream()
        .map(answer -> answer instanceof Answer.Later later ? later.retryAfter() : NONE)
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  @Test
  void whatIsTooOldIsGivenUpUnlessAHubHasIt() {
    Resting waiting = new Resting(State.WAITING, "no connection", NONE);
    Resting relayed = new Resting(State.RELAYED, "", NONE);
    End refused = new Delivery.Refused("bad");
    Trip fresh = new Trip(1, 1, false);
    Trip old = new Trip(1, 1, true);
    End givenUp = new Delivery.Refused("given up after 72 h: no connection");
    assertEquals(givenUp, Delivery.patient(waiting, old));
    assertEquals(waiting, Delivery.patient(waiting, fresh));
    assertEquals(relayed, Delivery.patient(relayed, old));
    assertEquals(refused, Delivery.patient(refused, old));
  }

  @Test
  void aTryBeginsWithTheFirstTarget() {
    assertEquals(new Sending(0, NONE), Delivery.begin(State.WAITING));
    assertEquals(new Asking(0, Optional.empty(), NONE), Delivery.begin(State.RELAYED));
  }

  @Test
  void whatAHubHadIsNotGivenUpWithTheTryThatFindsItLost() {
    assertEquals(new Trip(1, 2, true), Trip.of(State.WAITING, 1, 2, true));
    assertEquals(new Trip(1, 2, false), Trip.of(State.WAITING, 1, 2, false));
    assertEquals(new Trip(1, 2, false), Trip.of(State.RELAYED, 1, 2, true));
  }
}
