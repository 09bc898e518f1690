package godwit.node;

import godwit.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How the files of a configuration are: a change of one shows, also where it was replaced by
/// another, or a link leads elsewhere.
record FileStamps(Map<Path, String> files) {
  private static final String MISSING = "missing";

  /// The files that a configuration names, and its own.
  static FileStamps of(Path file, ServerConfig config) {
    Set<Path> named = new LinkedHashSet<>();
    named.add(file);
    named.add(config.tls().certificate());
    named.add(config.tls().key());
    named.add(config.tls().trust());
    named.addAll(config.tls().revoked());
    config.tls().gateways().ifPresent(named::add);
    named.addAll(config.keys().signing());
    named.addAll(config.keys().sealing());
    config.peers().forEach(peer -> named.addAll(peer.proof().signing()));
    Map<Path, String> stamps = new TreeMap<>();
    for (Path each : named) stamps.put(each, stamp(each));
    return new FileStamps(stamps);
  }

  private static String stamp(Path file) {
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException gone) {
      return MISSING;
    }
  }
}
