package godwit.simulation;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.delivery.Sent;
import godwit.exchange.delivery.SimulatedOutbox.Broken;
import godwit.exchange.delivery.SimulatedOutbox.Wire;
import godwit.exchange.fetch.SimulatedFetch;
import godwit.exchange.fetch.SimulatedFetch.Given;
import godwit.peer.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The links between the members: what is sent over them arrives, or does not, or twice, or late,
/// or its answer does not, as the seed chooses.
final class SimulatedNetwork {
  private static final int FAULTS = 90; // of a thousand messages
  private static final int STORE_FAULTS = 50;

  private final Simulation run;
  private final List<Late> late = new ArrayList<>();
  private final Map<Link, Integer> sends = new HashMap<>();
  private Optional<JsonObject> earlier = Optional.empty();

  SimulatedNetwork(Simulation run) {
    this.run = run;
  }

  /* A request that is still on its way, though its sender has given up. */
  private record Late(Link link, String path, byte[] batch, int place) {}

  private record Link(SimulatedMember from, SimulatedMember to) {}

  /// What one member's deliveries go over.
  Wire from(SimulatedMember from) {
    return new Wire() {
      @Override
      public Reply post(RoutingCode to, String path, byte[] batch, Sent sent) throws Broken {
        SimulatedMember receiver = run.member(to);
        sends.merge(new Link(from, receiver), 1, Integer::sum);
        unlessCutOff(from, receiver);
        Optional<Fault> fault = run.choices().fault(Fault.Kind.LINK, FAULTS);
        return fault.isEmpty()
            ? passed(from, receiver, path, batch)
            : spoilt(fault.get(), from, receiver, path, batch, sent);
      }

      @Override
      public Reply ask(RoutingCode to, Sent sent) throws Broken {
        SimulatedMember receiver = run.member(to);
        unlessCutOff(from, receiver);
        Optional<Fault> fault = run.choices().fault(Fault.Kind.LINK, FAULTS);
        Reply answer = answered(receiver, run.node(receiver), node -> node.status(sent.batch()));
        return fault.isEmpty() ? answer : spoilt(fault.get(), answer, sent);
      }
    };
  }

  /// What one member fetches over.
  SimulatedFetch.Peer fetchedBy(SimulatedMember reader) {
    return (peer, cursor) -> {
      SimulatedMember giver = run.member(peer);
      if (reader.isCutOff() || giver.isCutOff()) return new Given.Silence();
      Optional<Fault> fault = run.choices().fault(Fault.Kind.LINK, FAULTS);
      if (fault.filter(Fault.REQUEST_LOST::equals).isPresent()) return silence(fault.get());
      Optional<Given.Batch> given;
      try {
        given = answered(giver, run.node(giver), node -> node.after(reader, cursor));
      } catch (Broken _) {
        return new Given.Silence();
      } catch (RuntimeException failed) {
        run.choices().note("no batch: " + failed.getClass().getSimpleName());
        return new Given.Silence();
      }
      if (given.isEmpty()) return new Given.Nothing();
      return fault.isEmpty() ? given.get() : spoilt(fault.get(), given.get());
    };
  }

  /// Has a late request arrive, if there is one.
  void deliverLate() {
    if (late.isEmpty()) return;
    Late each = late.remove(run.choices().below(late.size()));
    if (each.place() < place(each.link())) run.choices().happened(Fault.REORDERED);
    try {
      passed(each.link().from(), each.link().to(), each.path(), each.batch());
    } catch (Broken _) {
      run.choices().note("late, and nobody hears the answer");
    }
  }

  private int place(Link link) {
    return sends.getOrDefault(link, 0);
  }

  boolean hasLate() {
    return !late.isEmpty();
  }

  private Reply passed(SimulatedMember from, SimulatedMember to, String path, byte[] batch)
      throws Broken {
    return taken(from, to, path, batch, batch.length);
  }

  private Reply taken(SimulatedMember from, SimulatedMember to, String path, byte[] batch, int sent)
      throws Broken {
    Reply reply = answered(to, run.node(to), node -> node.take(from, path, batch, sent));
    if (reply.status() < 300) earlier = reply.json();
    return reply;
  }

  private interface Task<T> {
    Future<T> at(SimulatedNode node);
  }

  /* What a node answers, unless it dies or is held up. */
  private <T> T answered(SimulatedMember to, SimulatedNode node, Task<T> task) throws Broken {
    run.choices()
        .fault(Fault.Kind.STORE, STORE_FAULTS)
        .ifPresent(fault -> node.store().arm(fault, 1 + run.choices().below(6)));
    Optional<Future<T>> answer = run.ended(node, () -> task.at(node));
    node.store().disarm();
    boolean died = node.store().isDead();
    if (died) run.restart(node);
    if (answer.isEmpty() || died) throw new Broken(true);
    run.choices().note("at " + to.code() + " " + answer.get().succeeded());
    return await(answer.get());
  }

  private Reply spoilt(
      Fault fault, SimulatedMember from, SimulatedMember to, String path, byte[] batch, Sent sent)
      throws Broken {
    run.choices().happened(fault);
    switch (fault) {
      case REQUEST_LOST -> throw new Broken(run.choices().chance(500));
      case BODY_CUT -> {
        taken(from, to, path, batch, run.choices().below(batch.length));
        throw new Broken(true);
      }
      case ANSWER_LOST -> {
        passed(from, to, path, batch);
        throw new Broken(true);
      }
      case DELAYED -> {
        Link link = new Link(from, to);
        late.add(new Late(link, path, batch, place(link)));
        throw new Broken(true);
      }
      case DUPLICATED -> {
        Reply first = passed(from, to, path, batch);
        Reply second = passed(from, to, path, batch);
        return run.choices().chance(500) ? first : second;
      }
      case SERVER_ERROR -> {
        if (run.choices().chance(500)) passed(from, to, path, batch);
        return new Reply(500, Optional.empty(), Buffer.buffer("<html>"));
      }
      default -> {
        return wrong(sent, false);
      }
    }
  }

  private Reply spoilt(Fault fault, Reply answer, Sent sent) throws Broken {
    switch (fault) {
      case SERVER_ERROR -> {
        run.choices().happened(fault);
        return new Reply(502, Optional.empty(), Buffer.buffer());
      }
      case WRONG_RECEIPT -> {
        run.choices().happened(fault);
        return wrong(sent, true);
      }
      case REQUEST_LOST, ANSWER_LOST -> {
        run.choices().happened(fault);
        throw new Broken(true);
      }
      default -> {
        return answer;
      }
    }
  }

  private Given spoilt(Fault fault, Given.Batch batch) {
    switch (fault) {
      case BODY_CUT -> {
        run.choices().happened(fault);
        int sent = run.choices().below(batch.bytes().length);
        return new Given.Batch(batch.bytes(), sent, batch.next());
      }
      case ANSWER_LOST, SERVER_ERROR -> {
        return silence(fault);
      }
      default -> {
        return batch;
      }
    }
  }

  private Given silence(Fault fault) {
    run.choices().happened(fault);
    return new Given.Silence();
  }

  /* Of somebody who says that he has it, and has not. */
  private Reply wrong(Sent sent, boolean asked) {
    JsonObject own = new JsonObject()
        .put("batch", sent.batch().toString())
        .put("state", "stored")
        .put("records", sent.records())
        .put("accepted", sent.records())
        .put("digest", sent.digest());
    JsonObject other = earlier.map(JsonObject::copy).orElse(new JsonObject());
    JsonObject receipt = switch (run.choices().below(5)) {
      case 0 -> own.put("digest", "sha-256:" + "0".repeat(64));
      case 1 -> {
        own.remove("digest");
        yield own;
      }
      case 2 -> own.put("records", sent.records() + 1);
      case 3 -> new JsonObject();
      default ->
        sent.batch().toString().equals(other.getString("batch"))
            ? new JsonObject()
            : other.put("state", "stored");
    };
    JsonObject document = asked
        ? own.copy()
            .put("state", "relayed")
            .put("digest", sent.digest())
            .put("records", sent.records())
            .put("delivery", new JsonObject().put("state", "delivered").put("receipt", receipt))
        : receipt;
    return new Reply(asked ? 200 : 201, Optional.empty(), document.toBuffer());
  }

  private static void unlessCutOff(SimulatedMember from, SimulatedMember to) throws Broken {
    if (from.isCutOff() || to.isCutOff()) throw new Broken(false);
  }
}
