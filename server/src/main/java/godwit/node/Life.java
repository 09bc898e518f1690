package godwit.node;

import godwit.exchange.delivery.Outbox;
import godwit.http.ops.Reloads;
import godwit.http.ops.Vitals;
import godwit.store.embedded.DiskRoom;
import godwit.store.embedded.EmbeddedPostgres;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What health says of a node without asking the database.
record Life(
    Supplier<Node.Phase> phase,
    Supplier<Optional<EmbeddedPostgres>> embedded,
    Supplier<Optional<Maintenance>> maintenance,
    Supplier<Optional<Outbox>> outbox,
    Supplier<Optional<DiskRoom>> room,
    Reloads reloads)
    implements Vitals {
  private static final String NO_ROOM = "the database's disk has less than "
      + DiskRoom.LEAST_PERCENT + " % left: uploads are refused";

  @Override
  public Optional<String> hopeless() {
    boolean lost = phase.get() == Node.Phase.RUNNING
        && !embedded.get().map(EmbeddedPostgres::isWatched).orElse(true);
    return lost
        ? Optional.of("nobody starts PostgreSQL again: restart this process")
        : Optional.empty();
  }

  @Override
  public Optional<String> unready() {
    return switch (phase.get()) {
      case STARTING -> Optional.of("the node is starting");
      case STOPPING -> Optional.of("the node is stopping");
      case RUNNING ->
        embedded.get().map(EmbeddedPostgres::isReady).orElse(true)
            ? maintenance.get().flatMap(Maintenance::trouble)
            : Optional.of("PostgreSQL is down, and is started again");
    };
  }

  @Override
  public List<String> warnings() {
    Stream<String> configuration = reloads.state().problem().stream()
        .map(what -> "the configuration is wrong, and the one before it in use: " + what);
    Stream<String> waiting = outbox.get().map(Outbox::warnings).orElse(List.of()).stream();
    Stream<String> disk = room.get().filter(DiskRoom::isShort).stream().map(_ -> NO_ROOM);
    Stream<String> jobs = maintenance.get().map(Maintenance::warnings).orElse(List.of()).stream();
    return Stream.of(configuration, waiting, disk, jobs).flatMap(each -> each).toList();
  }
}
