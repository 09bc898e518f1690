package godwit.perf.load;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;

/// What is sent in one pass: one file of `workloads/`, named as the workload is.
///
/// - shape: YAML; `kind` says which of the records below it is, the other keys are its components
/// - units: megabytes are 1,000,000 bytes; rates are requests a second
/// - errors: [IOException] where there is no such file, or a key that nobody knows
/// - source: our own; docs/performance.md
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Workload.Ingest.class, name = "ingest"),
  @JsonSubTypes.Type(value = Workload.Small.class, name = "small"),
  @JsonSubTypes.Type(value = Workload.Contacts.class, name = "contacts"),
  @JsonSubTypes.Type(value = Workload.Uploads.class, name = "uploads"),
  @JsonSubTypes.Type(value = Workload.Delivery.class, name = "delivery"),
  @JsonSubTypes.Type(value = Workload.Listing.class, name = "list"),
  @JsonSubTypes.Type(value = Workload.Start.class, name = "start"),
  @JsonSubTypes.Type(value = Workload.Idle.class, name = "idle"),
  @JsonSubTypes.Type(value = Workload.Json.class, name = "json"),
  @JsonSubTypes.Type(value = Trial.Soak.class, name = "soak"),
  @JsonSubTypes.Type(value = Trial.SlowSenders.class, name = "slow-senders"),
  @JsonSubTypes.Type(value = Trial.LongBody.class, name = "long-body"),
  @JsonSubTypes.Type(value = Trial.LoopDelay.class, name = "loop-delay"),
  @JsonSubTypes.Type(value = Trial.FullDatabase.class, name = "full-database"),
  @JsonSubTypes.Type(value = Trial.ForgetDay.class, name = "forget-day"),
  @JsonSubTypes.Type(value = Trial.IdleConnections.class, name = "idle-connections"),
  @JsonSubTypes.Type(value = Trial.Handshakes.class, name = "handshakes"),
  @JsonSubTypes.Type(value = Trial.Phones.class, name = "phones"),
  @JsonSubTypes.Type(value = Trial.Filter.class, name = "filter"),
  @JsonSubTypes.Type(value = Trial.Crossing.class, name = "crossing"),
  @JsonSubTypes.Type(value = Trial.Variants.class, name = "variants")
})
public sealed interface Workload permits Workload.Shared, Trial {
  /// What a whole run measures, in the order in which a pass runs them.
  List<String> NAMES = List.of(
      "ingest-simple-identity",
      "ingest-simple-gzip",
      "ingest-mix-identity",
      "ingest-mix-gzip",
      "ingest-5000-gzip",
      "small-batches",
      "signed-batches",
      "contacts",
      "uploads",
      "list",
      "delivery",
      "start",
      "idle",
      "json");

  /// A workload of the nodes that all of them share.
  sealed interface Shared extends Workload {}

  /// Large batches of exposures for the node itself.
  ///
  /// @param records of a batch
  /// @param batches of a pass
  /// @param connections that batches are sent on, one at a time each
  /// @param warmUpRounds the same before the first pass, at most, until the node is warm; none
  ///   where it is to be quick
  record Ingest(Mix mix, boolean gzip, int records, int batches, int connections, int warmUpRounds)
      implements Shared {
    @Override
    public Ingest quick() {
      return new Ingest(mix, gzip, records, less(batches), connections, 0);
    }
  }

  /// Small batches on many connections: as fast as they are answered, then at a fixed rate.
  ///
  /// @param seconds of each of the two
  /// @param perSecond the fixed rate, whatever the answers do
  /// @param signed whether each is signed before the clock starts
  record Small(int records, int connections, int seconds, int perSecond, boolean signed)
      implements Shared {
    @Override
    public Small quick() {
      return new Small(records, connections, less(seconds), perSecond, signed);
    }

    /// Batches at the fixed rate.
    public int count() {
      return Math.multiplyExact(perSecond, seconds);
    }
  }

  /// Contact events of phones, of large batches so that the records count and not the requests.
  record Contacts(int records, int batches, int connections) implements Shared {
    @Override
    public Contacts quick() {
      return new Contacts(records, less(batches), connections);
    }
  }

  /// Contact events of phones that come at a fixed rate, each with a batch under a code of its own.
  record Uploads(int records, int connections, int seconds, int perSecond) implements Shared {
    @Override
    public Uploads quick() {
      return new Uploads(records, connections, less(seconds), perSecond);
    }

    int count() {
      return Math.multiplyExact(perSecond, seconds);
    }
  }

  /// Batches for another authority, through a node that relays them.
  ///
  /// @param warmUpRounds before the first pass; none where it is to be quick
  /// @param rounds of a pass
  /// @param batches of a round, for each of the ways that are compared
  record Delivery(int records, int warmUpRounds, int rounds, int batches, int connections)
      implements Shared {
    @Override
    public Delivery quick() {
      return new Delivery(records, 0, less(rounds), less(batches), connections);
    }
  }

  /// Pages of the exposure list, as a cache in front of the node fetches them.
  record Listing(int megabytes) implements Shared {
    @Override
    public Listing quick() {
      return new Listing(less(megabytes));
    }
  }

  /// Starts of a node on a database that it has had before: without and with what `./godwit aot`
  /// keeps, and after it was killed in the middle of an upload.
  ///
  /// @param records of the batch that is cut off
  record Start(int records) implements Shared {
    @Override
    public Start quick() {
      return this;
    }
  }

  /// A node that nobody asks anything.
  record Idle(int seconds) implements Shared {
    @Override
    public Idle quick() {
      return new Idle(less(seconds));
    }
  }

  /// Batches of exposures as documents, for the node itself.
  record Json(int records, int batches, int connections) implements Shared {
    @Override
    public Json quick() {
      return new Json(records, less(batches), connections);
    }
  }

  /// The same with less of it.
  Workload quick();

  /// A quarter, but something.
  static int less(int amount) {
    return Math.max(1, amount / 4);
  }

  /// Reads the workload of that name.
  static Workload read(String name) throws IOException {
    String file = "/godwit/perf/workloads/" + name + ".yaml";
    try (var in = Workload.class.getResourceAsStream(file)) {
      if (in == null) throw new FileNotFoundException("there is no workload " + name);
      return YAMLMapper.builder().build().readValue(in, Workload.class);
    }
  }

  /// As one process tells another.
  default String json() {
    try {
      return new ObjectMapper().writerFor(Workload.class).writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The other way round.
  static Workload ofJson(String json) throws IOException {
    return new ObjectMapper().readValue(json, Workload.class);
  }
}
