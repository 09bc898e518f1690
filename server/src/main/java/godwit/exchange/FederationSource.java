package godwit.exchange;

import godwit.domain.Directory;
import godwit.domain.Pauses;
import godwit.trust.Credentials;
import godwit.trust.keys.AddresseeKeys;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// Where the parts of a node read the federation from, for each request and each handshake anew, so
/// that it can be replaced while they run. From any thread.
public final class FederationSource {
  private final AtomicReference<Federation> current;
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private Future<Void> replaced = Future.succeededFuture();

  private volatile Pauses pauses = Pauses.NONE;
  private volatile AddresseeKeys addressees = AddresseeKeys.NONE;

  public FederationSource(Federation first) {
    this.current = new AtomicReference<>(first);
  }

  /// A part of a node that keeps something made of the federation, such as the TLS of a listener.
  public interface Watcher {
    /// Makes it anew.
    ///
    /// @return fails where it can't be; what was made before is then still in use
    Future<?> replaced(Federation next);
  }

  /// What an operator has stopped, as it is now.
  public Pauses pauses() {
    return pauses;
  }

  /// Goes by other pauses from now on.
  public void pause(Pauses next) {
    pauses = next;
  }

  /// The keys by which other authorities are sealed to, as they are known now.
  public AddresseeKeys addressees() {
    return addressees;
  }

  /// Goes by these from now on.
  public void sealBy(AddresseeKeys keys) {
    addressees = keys;
  }

  public Federation current() {
    return current.get();
  }

  public Directory directory() {
    return current().directory();
  }

  public Credentials credentials() {
    return current().credentials();
  }

  /// Tells a part of each replacement from now on.
  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /// Tells it no more.
  public void leave(Watcher watcher) {
    watchers.remove(watcher);
  }

  /// Replaces the federation. What is read for a request is of the next one from now on.
  ///
  /// @return completes once the watchers have made anew what they keep; fails if one could not
  public synchronized Future<Void> replace(Federation next) {
    current.set(next);
    replaced = replaced.transform(_ -> tell(next));
    return replaced;
  }

  /* One after the other: servers that share a port share their TLS too, and the library recurses
   * without end where two of them are given another at once. */
  private Future<Void> tell(Federation next) {
    Future<Void> told = Future.succeededFuture();
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    for (Watcher watcher : watchers) {
      told = told.compose(
          _ -> told(watcher, next).onFailure(faults::add).transform(_ -> Future.succeededFuture()));
    }
    return told.compose(
        _ -> faults.isEmpty() ? Future.succeededFuture() : Future.failedFuture(faults.getFirst()));
  }

  private static Future<?> told(Watcher watcher, Federation next) {
    try {
      return watcher.replaced(next);
    } catch (RuntimeException fault) {
      return Future.failedFuture(fault);
    }
  }
}
