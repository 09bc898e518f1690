package godwit.perf.load;

import java.util.List;

/// A workload with nodes of its own: what takes minutes, or changes a node for all that comes
/// after.
public sealed interface Trial extends Workload {
  /// What takes longer, and runs where it is asked for.
  List<String> LONG = List.of(
      "soak",
      "slow-senders",
      "long-body",
      "loop-delay",
      "full-database",
      "forget-day",
      "idle-connections",
      "handshakes",
      "phones",
      "filter",
      "crossing",
      "variants");

  /// Everything at once, for long, at a rate that a small node bears; what grows is seen.
  ///
  /// @param everySeconds a look at the node's memory
  /// @param records of a large batch, of which one a second comes, plain and gzip in turn
  /// @param small batches of a hundred exposures that come in a second
  /// @param contacts events of a batch, of which one a second comes
  record Soak(int seconds, int everySeconds, int records, int small, int contacts)
      implements Trial {
    @Override
    public Soak quick() {
      return new Soak(Workload.less(seconds), everySeconds, records, small, contacts);
    }

    /// The same for another time.
    public Soak lasting(int otherSeconds) {
      return new Soak(otherSeconds, everySeconds, records, small, contacts);
    }
  }

  /// Many batches that arrive as slowly as can be, and honest ones meanwhile.
  ///
  /// @param senders connections with a slow batch each
  /// @param records of an honest batch, and of those of which only the beginning comes
  record SlowSenders(int senders, int bytesPerSecond, int seconds, int records) implements Trial {
    @Override
    public SlowSenders quick() {
      return new SlowSenders(senders, bytesPerSecond, Workload.less(seconds), records);
    }
  }

  /// One batch as long as is accepted, and one that is too long.
  ///
  /// @param records of what is repeated until the batch is as long as that
  /// @param bytes of a decoded body that are accepted
  record LongBody(int records, long bytes) implements Trial {
    @Override
    public LongBody quick() {
      return this;
    }
  }

  /// Large batches for so long that the worst thousandth of looks at an event loop is a number.
  record LoopDelay(int records, int connections, int seconds) implements Trial {
    @Override
    public LoopDelay quick() {
      return new LoopDelay(records, connections, Workload.less(seconds));
    }
  }

  /// The same batches for a node that has hardly anything and for one that has much.
  ///
  /// @param few exposures that one has before, in one batch
  /// @param many exposures that the other has before, in batches of `records`
  /// @param rounds of a pass; one has `few` again before each
  /// @param batches of a round, for each of both
  record FullDatabase(int few, int many, int records, int rounds, int batches) implements Trial {
    @Override
    public FullDatabase quick() {
      return new FullDatabase(few, Workload.less(many), records, 1, batches);
    }
  }

  /// Small batches at a fixed rate, while nothing else happens and while a day is forgotten.
  ///
  /// @param stored large batches of a million exposures that the day has
  /// @param uploads whose traces the day has beside those
  /// @param perSecond batches of a hundred exposures
  /// @param seconds of each of the two
  record ForgetDay(int stored, int uploads, int connections, int perSecond, int seconds)
      implements Trial {
    @Override
    public ForgetDay quick() {
      return new ForgetDay(
          Workload.less(stored),
          Workload.less(uploads),
          connections,
          perSecond,
          Workload.less(seconds));
    }
  }

  /// Connections of peers that have shaken hands and say nothing.
  record IdleConnections(int connections) implements Trial {
    @Override
    public IdleConnections quick() {
      return new IdleConnections(Workload.less(connections));
    }
  }

  /// Full handshakes, one after another, with a node and with `openssl s_server`.
  record Handshakes(int count) implements Trial {
    @Override
    public Handshakes quick() {
      return new Handshakes(Workload.less(count));
    }
  }

  /// Polls and pages of phones, with a node and with nginx.
  ///
  /// @param records that the list has
  /// @param polls of a pass, for each version of HTTP and each server
  /// @param connections that are kept
  record Phones(int records, int polls, int pages, int connections) implements Trial {
    @Override
    public Phones quick() {
      return new Phones(records, Workload.less(polls), Workload.less(pages), connections);
    }
  }

  /// A membership filter, and how often it is wrong. Needs no node.
  ///
  /// @param identifiers that it has
  /// @param trials identifiers that it has not, and is asked for
  record Filter(int identifiers, long trials) implements Trial {
    @Override
    public Filter quick() {
      return new Filter(identifiers, Math.max(1, trials / 100));
    }
  }

  /// Contact events that phones of one node upload for another authority, until that has them.
  ///
  /// @param records of an upload
  record Crossing(int records, int perSecond, int seconds) implements Trial {
    @Override
    public Crossing quick() {
      return new Crossing(records, perSecond, Workload.less(seconds));
    }

    public int count() {
      return Math.multiplyExact(perSecond, seconds);
    }
  }

  /// One load for several servers that differ in their JVM's options.
  ///
  /// @param warmUp batches that come before those that count
  record Variants(
      Mix mix, boolean gzip, int records, int warmUp, int batches, List<Variant> variants)
      implements Trial {
    public Variants {
      variants = List.copyOf(variants);
    }

    @Override
    public Variants quick() {
      return new Variants(
          mix, gzip, records, Workload.less(warmUp), Workload.less(batches), variants);
    }
  }

  /// A server among others.
  ///
  /// @param options of its JVM, after those of the run
  record Variant(String name, String options) {}
}
