package godwit.check;

import godwit.config.ServerConfig;
import godwit.console.Failures;
import godwit.node.Node;
import godwit.store.Schema;
import godwit.store.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What is wrong with the database: where this node's own would be kept, or with somebody's server.
public final class DatabaseCheck {
  /// The oldest PostgreSQL that the statements are written for.
  private static final int MIN_MAJOR = 16;

  private static final int MAJOR = 10_000; // of server_version_num
  private static final int PATIENCE_SECONDS = 5;
  private static final String URL = "database.url";

  private final Vertx vertx;

  public DatabaseCheck(Vertx vertx) {
    this.vertx = vertx;
  }

  /// @param data the folder that this node's own server would have
  public List<Finding> findings(ServerConfig.Database database, Path data) {
    return switch (database) {
      case ServerConfig.Database.Embedded() -> folder(data);
      case ServerConfig.Database.External external -> server(external);
    };
  }

  private static List<Finding> folder(Path data) {
    if (Files.exists(data) && !Files.isDirectory(data)) {
      return List.of(
          Finding.error("data", data + " is not a folder.", "Name a folder, or move it away."));
    }
    Path exists = existing(data.toAbsolutePath().normalize());
    if (!Files.isWritable(exists)) {
      return List.of(Finding.error(
          "data",
          "This user may not write into " + exists + ".",
          "Give it to the user that the node runs as, or name another folder."));
    }
    try {
      return EmbeddedPostgres.holder(data).stream()
          .map(holder -> Finding.note(
              "data",
              "It is in use by " + holder + ".",
              "That is as it should be where this node runs; another one needs its own."))
          .toList();
    } catch (IOException unreadable) {
      return List.of(Finding.error(
          "data",
          String.join(" ", Failures.sentences(unreadable).toList()) + ".",
          "Give the folder, with all it holds, to the user that the node runs as."));
    }
  }

  /// The path itself, or the nearest folder above that is there.
  private static Path existing(Path path) {
    Path at = path;
    while (Files.notExists(at)) {
      Path above = at.getParent();
      if (above == null) return at;
      at = above;
    }
    return at;
  }

  private List<Finding> server(ServerConfig.Database.External external) {
    PgConnectOptions options;
    try {
      options = Node.options(external);
    } catch (IOException unreadable) {
      return List.of(Finding.error(
          "database.passwordFile",
          "It cannot be read: "
              + String.join(" ", Failures.sentences(unreadable).toList()) + ".",
          "Name a file that this user may read, or leave it out where no password is asked for."));
    }
    Future<Optional<Finding>> found = PgConnection.connect(vertx, options)
        .compose(connection -> look(connection).eventually(connection::close))
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .otherwise(failure -> Optional.of(unusable(failure)));
    return found.await().stream().toList();
  }

  private static Future<Optional<Finding>> look(PgConnection connection) {
    return connection
        .query("show server_version_num")
        .execute()
        .map(rows -> Integer.parseInt(rows.iterator().next().getString(0)) / MAJOR)
        .compose(major -> major < MIN_MAJOR
            ? Future.succeededFuture(Optional.of(Finding.error(
                URL,
                "The server is PostgreSQL " + major + ".",
                "Use PostgreSQL " + MIN_MAJOR + " or newer.")))
            : Schema.found(connection).map(DatabaseCheck::schema));
  }

  private static Optional<Finding> schema(int version) {
    if (version <= Schema.VERSION) return Optional.empty();
    return Optional.of(Finding.error(
        URL,
        "Its schema has version %d, this build knows %d.".formatted(version, Schema.VERSION),
        "Start a newer build, or restore a backup."));
  }

  private static Finding unusable(Throwable failure) {
    return switch (failure) {
      case PgException refused ->
        Finding.error(
            URL,
            "The server refuses: " + refused.getErrorMessage() + ".",
            "Correct user, database or password, or have them made there.");
      case TimeoutException _ ->
        Finding.error(
            URL,
            "No answer within " + PATIENCE_SECONDS + " s.",
            "See that the server runs, and that this machine may connect to it.");
      default ->
        Finding.error(
            URL,
            "No connection: " + Optional.ofNullable(failure.getMessage()).orElse("broken") + ".",
            "Correct host and port, and see that the server runs.");
    };
  }
}
