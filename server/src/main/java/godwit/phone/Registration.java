package godwit.phone;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// A registration with the home authority, and the identifiers that it gave last.
final class Registration {
  private final AuthorityClient home;
  private final String family;
  private JsonObject given;

  private Registration(AuthorityClient home, String family, JsonObject given) {
    this.home = home;
    this.family = family;
    this.given = given;
  }

  static Registration of(AuthorityClient home, String family) throws IOException {
    return new Registration(home, family, home.register(family, Optional.empty()));
  }

  String secret() {
    return given.getString("registration");
  }

  String key() {
    return given.getString("key");
  }

  /// The identifier of a time; others are asked for where those that are here do not reach.
  String identifier(Instant time) throws IOException {
    if (!time.isBefore(Instant.parse(given.getString("until")))) {
      given = home.register(family, Optional.of(secret()));
    }
    Instant from = Instant.parse(given.getString("from"));
    long index = (time.getEpochSecond() - from.getEpochSecond()) / given.getInteger("seconds");
    return given.getJsonArray("identifiers").getString((int) index);
  }
}
