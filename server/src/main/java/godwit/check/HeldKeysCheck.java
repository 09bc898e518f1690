package godwit.check;

import godwit.config.ServerConfig;
import godwit.store.held.HeldKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What keeps held contact events from being sealed, or from being forgotten.
public final class HeldKeysCheck {
  private HeldKeysCheck() {}

  /// What is found of the file, where there is to be one.
  public static List<Finding> findings(ServerConfig config) {
    if (config.heldKeys().isEmpty()) return List.of();
    Path file = config.heldKeys().get();
    try {
      HeldKeys.read(file);
    } catch (IOException wrong) {
      return List.of(Finding.error(
          "keys.held",
          wrong.getMessage() + ".",
          "`godwit keys make held FILE` makes one; every node has the same."));
    }
    Optional<Path> folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    boolean writable = Files.isWritable(file) && folder.map(Files::isWritable).orElse(false);
    return writable
        ? List.of()
        : List.of(Finding.error(
            "keys.held",
            file + " or its folder cannot be written, so nothing that is held is ever forgotten.",
            "Let the account that runs the node write both."));
  }
}
