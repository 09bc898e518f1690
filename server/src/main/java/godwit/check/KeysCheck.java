package godwit.check;

import godwit.config.ServerConfig;
import godwit.console.Failures;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.VerifyingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with the keys that batches are signed with: this authority's own, and those that
/// are pinned of its peers.
public final class KeysCheck {
  private static final Duration SOON = Duration.ofDays(30);
  private static final String OWN = "keys.signing";

  private final InstantSource time;
  private final List<Finding> findings = new ArrayList<>();

  public KeysCheck(InstantSource time) {
    this.time = time;
  }

  public List<Finding> findings(ServerConfig config) {
    own(config);
    for (ServerConfig.Peer peer : config.peers()) peer(config, peer);
    return List.copyOf(findings);
  }

  private void own(ServerConfig config) {
    List<VerifyingKey> counting = new ArrayList<>();
    for (Path file : config.keys().signing()) {
      try {
        VerifyingKey key = KeyFiles.secret(file).shown();
        FileRights.of(OWN, file).ifPresent(findings::add);
        if (key.notAfter().isAfter(time.instant())) counting.add(key);
      } catch (IOException unreadable) {
        findings.add(Finding.error(
            OWN,
            "A key cannot be read: " + sentence(unreadable) + ".",
            "Name files that `godwit keys make signing` has made, which this user may read."));
      }
    }
    if (config.keys().signing().isEmpty()) {
      findings.add(
          config.relay()
              ? Finding.note(
                  OWN,
                  "There is no key: a hub signs nothing, and its own certifications cannot be"
                      + " passed on.",
                  "Nothing is to be done where the hub has no users.")
              : Finding.warning(
                  OWN,
                  "There is no key: no batch is signed, and none gets through a hub that is not"
                      + " exempt.",
                  "Run: godwit keys make signing FILE, and enter FILE."));
    } else if (counting.isEmpty()) {
      findings.add(Finding.error(
          OWN, "No key counts any more: nothing is signed.", "Make one, and enter it."));
    } else {
      Instant end =
          counting.stream().map(VerifyingKey::notAfter).max(Instant::compareTo).orElseThrow();
      if (end.isBefore(time.instant().plus(SOON))) {
        findings.add(Finding.warning(
            OWN, "The last key ends on " + end + ".", "Make the next one, and enter it first."));
      }
    }
  }

  private void peer(ServerConfig config, ServerConfig.Peer peer) {
    String about = "peers " + peer.code();
    List<VerifyingKey> pinned = new ArrayList<>();
    for (Path file : peer.proof().signing()) {
      try {
        pinned.addAll(KeyFiles.shownIn(file));
      } catch (IOException unreadable) {
        findings.add(Finding.error(
            about,
            "Its signing key cannot be read: " + sentence(unreadable) + ".",
            "Name a file that its operator has given you: PUBLIC KEY, on P-256."));
        return;
      }
    }
    if (!pinned.isEmpty()
        && pinned.stream().noneMatch(key -> key.notAfter().isAfter(time.instant()))) {
      findings.add(Finding.warning(
          about,
          "None of its pinned signing keys counts any more: nothing new that it signs is taken.",
          "Ask its operator for the new one, and enter it beside the old."));
    }
    if (peer.unsigned()) {
      findings.add(Finding.warning(
          about,
          "It is exempt from signatures: it is believed whatever it brings of " + peer.relays()
              + ".",
          "Take `unsigned` out once those sign."));
    }
    boolean unreachable = peer.endpoints().isEmpty() && pinned.isEmpty();
    boolean relayed = config.peers().stream()
        .anyMatch(hub -> !hub.unsigned() && hub.relays().contains(peer.code()));
    if (unreachable && relayed) {
      findings.add(Finding.warning(
          about,
          "Nobody can tell its signing keys: it has neither endpoints nor `signing`, so that what"
              + " a hub brings of it is refused.",
          "Enter the key that its operator gives you under `signing`."));
    }
  }

  private static String sentence(IOException unreadable) {
    return String.join(" ", Failures.sentences(unreadable).toList());
  }
}
